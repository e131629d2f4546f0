/** Narrow screens show one panel at a time; these buttons change it. */
import { el, icon } from "./dom.js";
import { place, world } from "./world.js";

const PANELS = [["sidebar", "Channels", "list"], ["main", "Messages", "hash"], ["thread", "Thread", "reply"], ["stage", "Stage", "stage"]];

export function renderPanels(root, actions) {
  if (place.panel === "thread" && !place.thread) place.panel = "main";
  document.body.dataset.panel = place.panel;
  document.body.classList.toggle("with-thread", Boolean(place.thread));
  if (!root.children.length) root.append(...PANELS.map(([name, words, sign]) => button(name, words, sign, actions)));
  const unread = world.state.conversations.some((one) => one.unread && one.id !== place.channel);
  for (const node of root.children) {
    node.setAttribute("aria-pressed", String(node.dataset.panel === place.panel));
    if (node.dataset.panel === "thread") node.disabled = !place.thread;
    if (node.dataset.panel === "sidebar") node.classList.toggle("has-unread", unread);
  }
}

function button(name, words, sign, actions) {
  return el("button", { type: "button", data: { panel: name, testid: `panel-${name}` }, onclick: () => actions.showPanel(name) }, icon(sign), words);
}
