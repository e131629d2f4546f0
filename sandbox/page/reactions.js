/** Reactions under a message, and the window that picks one. */
import { post } from "./api.js";
import { el, iconButton } from "./dom.js";
import { character, COMMON, namesLike } from "./emoji.js";
import { personName, place } from "./world.js";

/** One button per emoji with its count: pressed when the reader is among those who reacted. */
export function reactions(one, actions) {
  if (!one.reactions?.length) return null;
  const channel = place.channel;
  const send = (name, on) => actions.run(() => post("/sandbox/react", { as: place.me, channel, ts: one.ts, name, on }));
  return el("div", { class: "reactions" }, one.reactions.map((reaction) => pill(reaction, send)),
    iconButton("smile", "Add a reaction", (event) => pickEmoji(event.currentTarget, (name) => send(name, true)), { class: "reaction add", data: { focus: "react" } }));
}

function pill({ name, users }, send) {
  const mine = users.includes(place.me);
  const who = users.map((id) => (id === place.me ? "you" : personName(id))).join(", ");
  return el("button", {
    type: "button", class: "reaction", "aria-pressed": String(mine), title: `${who} reacted with :${name}:`,
    "aria-label": `${name.replaceAll("_", " ")}, ${users.length}: ${who}`,
    data: { testid: "reaction", name, focus: `reaction/${name}` }, onclick: () => send(name, !mine),
  }, el("span", { class: "emoji" }, character(name) ?? `:${name}:`), el("span", { class: "number" }, String(users.length)));
}

/** Opens a small window of emoji near `anchor`; `picked(name)` is called once. */
export function pickEmoji(anchor, picked) {
  const window = el("div", { class: "picker", popover: "auto", role: "dialog", "aria-label": "Pick a reaction", data: { testid: "emoji-picker" } });
  const grid = el("div", { class: "picker-grid" });
  const show = (names) => grid.replaceChildren(...names.map((name) => el("button", {
    type: "button", "aria-label": name.replaceAll("_", " "), title: `:${name}:`, data: { emoji: name },
    onclick: () => { window.hidePopover(); picked(name); },
  }, character(name))));
  const search = el("input", { type: "search", placeholder: "Find an emoji", "aria-label": "Find an emoji", oninput: () => show(search.value ? namesLike(search.value.toLowerCase()).slice(0, 24) : COMMON) });
  show(COMMON);
  window.append(search, grid);
  document.body.append(window);
  window.addEventListener("toggle", (event) => { if (event.newState === "closed") { window.remove(); anchor.focus(); } });
  window.showPopover();
  const spot = anchor.getBoundingClientRect();
  window.style.left = `${Math.max(8, Math.min(spot.right - window.offsetWidth, innerWidth - window.offsetWidth - 8))}px`;
  window.style.top = `${Math.max(8, Math.min(spot.bottom + 4, innerHeight - window.offsetHeight - 8))}px`;
  search.focus();
}
