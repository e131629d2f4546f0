/** A list of messages: drawn once each, redrawn only when they change. */
import { avatar } from "./avatar.js";
import { blocks, attachment } from "./blocks.js";
import { post } from "./api.js";
import { day, dayLabel, time, weekdayTime } from "./dates.js";
import { el, icon, keyed } from "./dom.js";
import { announce } from "./live.js";
import { editor, editing, toolbar } from "./message_tools.js";
import { decode, mrkdwn } from "./mrkdwn.js";
import { reactions } from "./reactions.js";
import { now, personName, place, title, conversation, zone } from "./world.js";
import { collect, valuesOf, withIds } from "./values.js";

const TOGETHER_MS = 5 * 60_000;
const seen = new Map();
// How far down each list was read; nothing for one that stands at its end.
const positions = new Map();

/**
 * Draws `messages` into `root` and stays where it was read, or at the end. `actions` is
 * `{run(call), openThread(ts)}`; `inThread` leaves out what leads to the thread that is already open.
 */
export function renderMessages(root, messages, actions, inThread = false) {
  const surface = `${place.me}|${place.channel}|${inThread ? place.thread : ""}`;
  const fresh = root.dataset.surface !== surface;
  if (!root.dataset.surface) root.addEventListener("scroll", () => remember(root));
  root.dataset.surface = surface;
  const items = rows(messages, inThread);
  if (fresh) root.replaceChildren();
  keyed(root, items, { key: (row) => row.key, stamp, build: (row) => (row.words ? divider(row) : message(row, actions, inThread)) });
  root.scrollTop = positions.get(surface) ?? root.scrollHeight;
  if (!fresh) tell(surface, messages);
  seen.set(surface, new Set(messages.map((one) => one.ts)));
}

function remember(root) {
  if (!root.clientHeight) return;
  const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 60;
  positions.set(root.dataset.surface, atEnd ? null : root.scrollTop);
}

function stamp(row) {
  return row.words ?? JSON.stringify([row.message, row.joined, editing.has(key(row.message)), day(now(), zone())]);
}

function key(one) {
  return `${place.channel}/${one.ts}`;
}

/** Messages with a divider before each new day, and a mark on those that continue the one before. */
function rows(messages, inThread) {
  const all = [];
  let before = null;
  for (const one of messages) {
    const at = new Date(one.at);
    const words = dayLabel(at, zone(), now());
    const newDay = !before || day(new Date(before.at), zone()) !== day(at, zone());
    if (newDay && !inThread) all.push({ key: `day-${day(at, zone())}`, words });
    all.push({ key: one.ts, message: one, joined: !newDay && continues(before, one) });
    if (inThread && one.ts === place.thread && messages.length > 1) all.push({ key: "replies", words: count(messages.length - 1, "reply", "replies") });
    before = inThread && one.ts === place.thread ? null : one;
  }
  return all;
}

function continues(before, one) {
  return before && before.user === one.user && !one.ephemeral && !before.ephemeral && !before.reply_count
    && !before.blocks?.length && !one.blocks?.length && new Date(one.at) - new Date(before.at) < TOGETHER_MS;
}

function divider({ words }) {
  return el("div", { class: "day", role: "separator", "aria-label": words }, el("span", {}, words));
}

function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

function message({ message: one, joined }, actions, inThread) {
  const at = new Date(one.at);
  const classes = ["message", joined && "joined", one.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  const name = one.name || personName(one.user);
  const clock = el("time", { datetime: one.at, title: weekdayTime(at, zone()) }, time(at, zone()));
  const head = el("div", { class: "message-head" }, el("span", { class: "author" }, name),
    one.is_bot ? el("span", { class: "app-tag" }, "App") : null, clock);
  return el("article", { class: classes, "aria-label": `${name}, ${time(at, zone())}`, data: { testid: "message", ts: one.ts, user: one.user } },
    el("div", { class: "gutter" }, joined ? null : avatar(one.user, name, one.is_bot)),
    el("div", { class: "message-body" },
      one.ephemeral ? el("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      head, content(one, actions), reactions(one, actions), inThread ? null : threadLink(one, actions)),
    one.ephemeral ? null : toolbar(one, actions, inThread));
}

function content(one, actions) {
  if (editing.has(key(one))) return editor(one, actions);
  const shown = el("div", { class: "content" });
  if (one.blocks?.length && !isTyped(one)) shown.append(...blocks(one.blocks, surfaceOf(one, actions)));
  else shown.append(el("div", { class: "text" }, mrkdwn(one.text ?? "")));
  shown.append(...(one.attachments ?? []).map(attachment));
  if (one.edited) shown.append(el("span", { class: "edited" }, " (edited)"));
  return shown;
}

/** What people type comes twice, as text and as one unformatted block; the text has the mentions and the styles. */
function isTyped(one) {
  return !one.is_bot && one.text && one.blocks.every((block) => block.type === "rich_text");
}

function surfaceOf(one, actions) {
  const channel = place.channel;
  const values = valuesOf(key(one));
  return {
    values,
    act: (action) => actions.run(() => post("/sandbox/click", {
      as: place.me, channel, ts: one.ts, action, values: collect(values, withIds(one.blocks)),
    })),
  };
}

function threadLink(one, actions) {
  if (!one.reply_count) return null;
  const last = one.latest_reply ? new Date(Number(one.latest_reply) * 1000) : null;
  const faces = (one.reply_users ?? []).slice(0, 4).map((id) => avatar(id, personName(id), id === one.user && one.is_bot));
  return el("button", { type: "button", class: "thread-link", data: { focus: "thread" }, onclick: () => actions.openThread(one.ts) },
    el("span", { class: "faces" }, faces), count(one.reply_count, "reply", "replies"),
    last ? el("span", { class: "quiet-words" }, ` Last at ${time(last, zone())}`) : null);
}

/** Says new messages of others to screen readers. */
function tell(surface, messages) {
  const known = seen.get(surface) ?? new Set();
  for (const one of messages.filter((fresh) => !known.has(fresh.ts) && fresh.user !== place.me)) {
    const where = conversation(place.channel);
    announce(`${one.name || personName(one.user)} in ${where ? title(where) : ""}: ${decode(one.text ?? "")}`);
  }
}
