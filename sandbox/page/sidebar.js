/** Channels, group DMs, DMs and apps; bold with a count where something is unread. */
import { avatarOf } from "./avatar.js";
import { el, icon, iconButton, keyed } from "./dom.js";
import { newConversation } from "./new_conversation.js";
import { place, title, world } from "./world.js";

const GROUPS = [
  ["Channels", ["channel"]],
  ["Direct messages", ["group_dm", "dm"]],
  ["Apps", ["app"]],
];

/** Draws the side bar; `open(id)` goes to a conversation. */
export function renderSidebar(root, open) {
  if (!root.children.length) root.append(...GROUPS.map(([words, kinds]) => group(words, kinds, open)));
  for (const [, kinds] of GROUPS) {
    const list = root.querySelector(`ul[data-kinds="${kinds}"]`);
    keyed(list, entries(kinds), { key: (one) => one.id, build: (one) => entry(one, open) });
    list.parentElement.hidden = list.children.length === 0 && kinds[0] === "app";
  }
}

function group(words, kinds, open) {
  const add = kinds.includes("dm") ? iconButton("plus", "New direct message", () => newConversation(open)) : null;
  return el("section", {}, el("div", { class: "side-head" }, el("h2", {}, words), add), el("ul", { data: { kinds: String(kinds) } }));
}

function entries(kinds) {
  return world.state.conversations.filter((one) => kinds.includes(one.kind)).map((one) => ({
    id: one.id, kind: one.kind, title: title(one), unread: one.id === place.channel ? 0 : one.unread,
    current: one.id === place.channel, other: one.member_ids.find((id) => id !== place.me) ?? place.me, count: one.member_ids.length - 1,
  }));
}

function entry(one, open) {
  const unread = Number(one.unread) || (one.unread ? 1 : 0);
  return el("li", {}, el("button", {
    type: "button", class: unread ? "place unread" : "place", "aria-current": one.current ? "page" : null,
    data: { testid: "channel", channel: one.id, focus: `place/${one.id}` }, onclick: () => open(one.id),
  }, mark(one), el("span", { class: "place-name" }, one.title),
  unread ? el("span", { class: "badge", data: { testid: "unread" } }, String(unread), el("span", { class: "sr" }, " unread")) : null));
}

function mark(one) {
  if (one.kind === "channel") return icon("hash");
  if (one.kind === "group_dm") return el("span", { class: "count", "aria-hidden": "true" }, String(one.count));
  return avatarOf(one.other);
}
