/** A list of messages: drawn once each, redrawn only when they change. */
import { day, dayLabel } from "./dates.js";
import { el, keyed } from "./dom.js";
import { announce } from "./live.js";
import { message, count, isTyped, messageKey } from "./message.js";
import { editing } from "./message_tools.js";
import { decode } from "./mrkdwn.js";
import { conversation, newFrom, now, personName, place, surfaceKey, title, world, zone } from "./world.js";

const TOGETHER_MS = 5 * 60_000;
// Room left over the "New" line when a conversation opens at it.
const ABOVE_NEW_PX = 90;
const seen = new Map();
// How far down each list was read; nothing for one that stands at its end.
const positions = new Map();

/**
 * Draws `messages` into `root` and stays where it was read, or at the end. A list that opens with something unread
 * opens there. `inThread` leaves out what leads to the thread that is already open.
 */
export function renderMessages(root, messages, actions, inThread = false) {
  const surface = surfaceKey(inThread);
  const fresh = root.dataset.surface !== surface;
  if (!root.dataset.surface) root.addEventListener("scroll", () => remember(root));
  root.dataset.surface = surface;
  const today = day(now(), zone());
  const items = rows(messages, inThread, newFrom.get(surface));
  if (fresh) root.replaceChildren();
  keyed(root, items, { key: (row) => row.key, stamp: (row) => stamp(row, today), build: (row) => (row.words ? divider(row) : message(row, actions, inThread)) });
  settle(root, surface, fresh);
  if (world[inThread ? "threadOf" : "messagesOf"] !== surface) return;
  tell(surface, messages);
  seen.set(surface, new Set(messages.map((one) => one.ts)));
}

function remember(root) {
  if (!root.clientHeight) return;
  const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 60;
  positions.set(root.dataset.surface, atEnd ? null : root.scrollTop);
}

/** Scrolls once to the unread line of a list that has just come; then to where it was read, or to the end. */
function settle(root, surface, fresh) {
  if (fresh) root.atNew = null;
  const line = root.querySelector(".day.new");
  if (line && root.atNew !== newFrom.get(surface) && positions.get(surface) == null && root.clientHeight) {
    root.atNew = newFrom.get(surface);
    positions.set(surface, Math.max(0, line.offsetTop - root.offsetTop - ABOVE_NEW_PX));
  }
  root.scrollTop = positions.get(surface) ?? root.scrollHeight;
}

function stamp(row, today) {
  return row.words ?? JSON.stringify([row.message, row.joined, editing.has(messageKey(row.message)), today]);
}

/** Messages with a divider before each new day and before what is new, and a mark on those that continue the one before. */
function rows(messages, inThread, firstNew) {
  const all = [];
  let before = null;
  for (const one of messages) {
    const at = new Date(one.at);
    const today = day(at, zone());
    const newDay = !before || before.day !== today;
    const newHere = one.ts === firstNew;
    if (newDay && !inThread) all.push({ key: `day-${today}`, words: dayLabel(at, zone(), now()), kind: "" });
    if (newHere) all.push({ key: "new", words: "New", kind: "new" });
    all.push({ key: one.ts, message: one, joined: !newDay && !newHere && continues(before.message, one) });
    const isRoot = inThread && one.ts === place.thread;
    if (isRoot && messages.length > 1) all.push({ key: "replies", words: count(messages.length - 1, "reply", "replies"), kind: "" });
    before = isRoot ? null : { message: one, day: today };
  }
  return all;
}

function continues(before, one) {
  const plain = [before, one].every((each) => !each.ephemeral && !each.broadcast && !each.deleted && (!each.blocks?.length || isTyped(each)));
  return plain && before.user === one.user && !before.reply_count && new Date(one.at) - new Date(before.at) < TOGETHER_MS;
}

function divider({ words, kind }) {
  const said = kind === "new" ? "New messages" : words;
  return el("div", { class: `day ${kind}`, role: "separator", "aria-label": said }, el("span", {}, words));
}

/** Says new messages of others to screen readers. */
function tell(surface, messages) {
  const known = seen.get(surface);
  if (!known || document.hidden) return;
  for (const one of messages.filter((fresh) => !known.has(fresh.ts) && fresh.user !== place.me)) {
    const where = conversation(place.channel);
    announce(`${one.name || personName(one.user)} in ${where ? title(where) : ""}: ${decode(one.text ?? "")}`);
  }
}
