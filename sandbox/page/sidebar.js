/** Channels, group DMs, DMs and apps; bold with a count where something is unread. */
import { avatarOf } from "./avatar.js";
import { el, icon, iconButton, keyed } from "./dom.js";
import { jump } from "./jump.js";
import { newConversation } from "./new_conversation.js";
import { person, place, title, world } from "./world.js";

const GROUPS = [
  ["Channels", ["channel"]],
  ["Direct messages", ["group_dm", "dm"]],
  ["Apps", ["app"]],
];

/** Draws the side bar; `open(id)` goes to a conversation. */
export function renderSidebar(root, open) {
  if (!root.children.length) root.append(jumpButton(open), ...GROUPS.map(([words, kinds]) => group(words, kinds, open)));
  for (const [, kinds] of GROUPS) {
    const list = root.querySelector(`ul[data-kinds="${kinds}"]`);
    keyed(list, entries(kinds), { key: (one) => one.id, build: (one) => entry(one, open) });
    list.parentElement.hidden = list.children.length === 0 && kinds[0] === "app";
  }
}

function jumpButton(open) {
  return el("button", { type: "button", class: "jump-button", data: { testid: "jump-open" }, onclick: () => jump(open) },
    icon("search"), el("span", {}, "Jump to…"), el("kbd", { "aria-hidden": "true" }, /Mac/.test(navigator.platform) ? "⌘K" : "Ctrl K"));
}

function group(words, kinds, open) {
  const add = kinds.includes("dm") ? iconButton("plus", "New direct message", () => newConversation(open)) : null;
  return el("section", {}, el("div", { class: "side-head" }, el("h2", {}, words), add), el("ul", { data: { kinds: String(kinds) } }));
}

function entries(kinds) {
  const shown = world.state.conversations.filter((one) => kinds.includes(one.kind)).map((one) => ({
    id: one.id, kind: one.kind, title: title(one), unread: one.id === place.channel ? 0 : one.unread, archived: one.archived, shared: one.shared,
    private: one.private, current: one.id === place.channel, other: one.member_ids.find((id) => id !== place.me) ?? place.me, count: one.member_ids.length - 1,
  }));
  return [...shown.filter((one) => !one.archived), ...shown.filter((one) => one.archived)];
}

function entry(one, open) {
  const unread = one.archived ? 0 : Number(one.unread) || 0;
  return el("li", {}, el("button", {
    type: "button", class: ["place", unread && "unread", one.archived && "archived"].filter(Boolean).join(" "), "aria-current": one.current ? "page" : null,
    data: { testid: "channel", channel: one.id, focus: `place/${one.id}` }, onclick: () => open(one.id),
  }, mark(one), el("span", { class: "place-name" }, one.title), about(one) ? el("span", { class: "sr" }, about(one)) : null,
  one.shared ? el("span", { class: "shared", "aria-hidden": "true", title: "Shared with another company" }, icon("shared")) : null,
  unread ? el("span", { class: "badge", data: { testid: "unread" } }, String(unread), el("span", { class: "sr" }, " unread")) : null));
}

function about(one) {
  const words = [one.private && "private", one.archived && "archived", one.shared && "shared with another company"].filter(Boolean);
  return words.length ? `(${words.join(", ")})` : "";
}

function mark(one) {
  if (one.kind === "channel") return channelIcon(one);
  if (one.kind === "group_dm") return el("span", { class: "count", "aria-hidden": "true" }, String(one.count));
  const tile = avatarOf(one.other);
  if (person(one.other)?.deleted) tile.classList.add("gone");
  return tile;
}

/** A lock, a box or a hash. */
export function channelIcon(one) {
  return icon(one.archived ? "archive" : one.private ? "lock" : "hash");
}
