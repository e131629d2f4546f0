/** One message: who, when, what, and what hangs below it. */
import { avatar } from "./avatar.js";
import { attachment, blocks } from "./blocks.js";
import { post } from "./api.js";
import { dayAndTime, time, weekdayTime } from "./dates.js";
import { el, icon } from "./dom.js";
import { folded } from "./fold.js";
import { editor, editing, toolbar } from "./message_tools.js";
import { mrkdwn, typed } from "./mrkdwn.js";
import { reactions } from "./reactions.js";
import { now, personName, place, zone } from "./world.js";
import { collect, valuesOf, withIds } from "./values.js";

const LONGEST_QUOTE = 80;

/** The name of a message across the page: `channel/ts`. */
export function messageKey(one) {
  return `${place.channel}/${one.ts}`;
}

/** "1 reply", "2 replies". */
export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** What people type comes twice, as text and as one unformatted block; the text has the mentions and the styles. */
export function isTyped(one) {
  return !one.is_bot && one.text && one.blocks.every((block) => block.type === "rich_text");
}

/** A message as an element; `joined` leaves out the name, because the one above has the same. */
export function message({ message: one, joined }, actions, inThread) {
  if (one.deleted) return tombstone(one, actions, inThread);
  const name = one.name || personName(one.user);
  const classes = ["message", joined && "joined", one.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return el("article", { class: classes, "aria-label": `${name}, ${time(new Date(one.at), zone())}`, data: { testid: "message", ts: one.ts, user: one.user } },
    el("div", { class: "gutter" }, joined ? null : avatar(one.user, name, one.is_bot)),
    el("div", { class: "message-body" },
      one.ephemeral ? privately(one, actions) : null,
      head(one, name), one.broadcast ? inReplyTo(one, actions, inThread) : null,
      content(one, actions), reactions(one, actions), inThread ? null : threadLink(one, actions)),
    one.ephemeral ? null : toolbar(one, actions, inThread));
}

function head(one, name) {
  const at = new Date(one.at);
  return el("div", { class: "message-head" },
    el("button", { type: "button", class: "author", tabindex: "-1", data: { profile: one.user } }, name),
    one.is_bot ? el("span", { class: "app-tag" }, "App") : null,
    el("time", { datetime: one.at, title: weekdayTime(at, zone()) }, time(at, zone())));
}

function tombstone(one, actions, inThread) {
  return el("article", { class: "message tombstone", "aria-label": "Deleted message", data: { testid: "message", ts: one.ts, user: one.user } },
    el("div", { class: "gutter" }, icon("trash")),
    el("div", { class: "message-body" }, el("p", {}, "This message was deleted."), inThread ? null : threadLink(one, actions)));
}

function privately(one, actions) {
  const channel = place.channel;
  const dismiss = () => actions.run(() => post("/sandbox/dismiss", { as: place.me, channel, ts: one.ts }));
  return el("p", { class: "only-you" }, icon("eye"), "Only visible to you",
    el("button", { type: "button", class: "plain-link", data: { focus: "dismiss" }, onclick: dismiss }, "Dismiss"));
}

function inReplyTo(one, actions, inThread) {
  if (inThread) return el("p", { class: "in-reply" }, "also sent to the channel");
  const words = typed(one.root_text ?? "").replaceAll(/[*_~`\n]/g, " ").trim();
  const short = words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE)}…` : words;
  return el("p", { class: "in-reply" }, "replied to a thread: ",
    el("button", { type: "button", class: "plain-link", data: { focus: "root" }, onclick: () => actions.openThread(one.thread_ts) }, short || "see it"));
}

function content(one, actions) {
  if (editing.has(messageKey(one))) return editor(one, actions);
  const shown = el("div", { class: "content" });
  if (one.blocks?.length && !isTyped(one)) shown.append(...blocks(one.blocks, surfaceOf(one, actions)));
  else shown.append(folded(el("div", { class: "text" }, mrkdwn(one.text ?? "")), one.text ?? "", messageKey(one)));
  shown.append(...blocks(one.files ?? [], surfaceOf(one, actions)));
  shown.append(...(one.attachments ?? []).map((each) => attachment(each, surfaceOf(one, actions))));
  if (one.edited) shown.append(el("span", { class: "edited", title: `Edited ${dayAndTime(new Date(Number(one.edited.ts) * 1000), zone(), now())}` }, " (edited)"));
  return shown;
}

/** Where the blocks of a message stand: see blocks.js. */
function surfaceOf(one, actions) {
  const channel = place.channel;
  const values = valuesOf(messageKey(one));
  const where = { channel, ts: one.ts };
  return {
    values,
    key: messageKey(one),
    act: (action) => actions.run(() => post("/sandbox/click", {
      as: place.me, ...where, action, values: collect(values, withIds(one.blocks)),
    })),
    options: (action, query) => post("/sandbox/suggest", { as: place.me, where, action, query }),
  };
}

function threadLink(one, actions) {
  if (!one.reply_count) return null;
  const last = one.latest_reply ? new Date(Number(one.latest_reply) * 1000) : null;
  const fresh = one.unread_replies ?? 0;
  const faces = (one.reply_users ?? []).slice(0, 4).map((id) => avatar(id, personName(id), id === one.user && one.is_bot));
  return el("button", { type: "button", class: fresh ? "thread-link fresh" : "thread-link", data: { focus: "thread" }, onclick: () => actions.openThread(one.ts) },
    el("span", { class: "faces" }, faces), count(one.reply_count, "reply", "replies"),
    fresh ? el("span", { class: "new-mark", data: { testid: "unread-replies" } }, `${fresh} new`) : null,
    last ? el("span", { class: "quiet-words" }, `Last reply ${dayAndTime(last, zone(), now())}`) : null);
}
