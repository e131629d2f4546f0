/** The heads of the conversation and of the thread. */
import { el, icon, iconButton } from "./dom.js";
import { avatarOf } from "./avatar.js";
import { channelIcon } from "./sidebar.js";
import { personName, place, title, zone, world } from "./world.js";
import { mrkdwn } from "./mrkdwn.js";

const at = (id) => document.getElementById(id);

export function renderHeads(here, actions) {
  const name = here ? title(here) : "";
  redraw(at("main-head"), JSON.stringify([place.me, { ...here, unread: 0 }, name, place.tab, zone(), world.state.app_tabs]), () => mainHead(here, name, actions));
  redraw(at("thread-head"), JSON.stringify([here?.kind, name]), () => [
    el("h2", {}, "Thread", el("span", { class: "topic" }, here?.kind === "channel" ? `#${name}` : name)),
    iconButton("close", "Close thread", actions.closeThread, { data: { testid: "thread-close" } }),
  ]);
}

function redraw(root, stamp, build) {
  if (root.stamp === stamp) return;
  root.stamp = stamp;
  const focus = document.activeElement?.dataset?.testid;
  root.replaceChildren(...build().filter(Boolean));
  if (focus) root.querySelector(`[data-testid="${focus}"]`)?.focus();
}

function mainHead(here, name, actions) {
  if (!here) return [el("h2", {}, "No conversation")];
  const other = here.member_ids.find((id) => id !== place.me);
  const mark = { channel: () => channelIcon(here), group_dm: () => icon("group"), dm: () => avatarOf(other ?? place.me), app: () => avatarOf(other) }[here.kind]();
  return [
    el("h2", { data: { testid: "conversation-title" } }, mark, el("span", {}, name)),
    ...badges(here),
    here.kind === "app" ? tabs(actions) : null,
    here.topic ? el("p", { class: "topic" }, mrkdwn(here.topic)) : null,
    here.kind === "app" ? null : members(here),
  ];
}

function badges(here) {
  const words = [here.archived && "Archived", here.shared && "Shared with another company"].filter(Boolean);
  return words.map((each) => el("span", { class: "head-badge" }, each));
}

/** The tabs of the app; none when there is only one. */
function tabs(actions) {
  const shown = [["home", "Home"], ["messages", "Messages"]].filter(([name]) => world.state.app_tabs.includes(name));
  if (shown.length < 2) return null;
  return el("div", { class: "app-tabs", role: "group", "aria-label": "App" }, shown.map(([tab, words]) => el("button", {
    type: "button", "aria-pressed": String(place.tab === tab), data: { testid: `tab-${tab}` }, onclick: () => actions.showTab(tab),
  }, words)));
}

function members(here) {
  const known = here.member_ids.filter((id) => world.state.people.some((one) => one.id === id));
  const names = known.map(personName).join(", ");
  return el("span", { class: "faces members", title: names }, known.slice(0, 4).map(avatarOf), el("span", { class: "sr" }, `Members: ${names}`), el("span", { class: "quiet-words", "aria-hidden": "true" }, String(known.length)));
}
