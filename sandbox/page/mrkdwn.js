/**
 * Slack's mrkdwn as elements. Entities are decoded once, and only where text nodes are made;
 * anything that is not understood stays as it was written.
 */
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { fillDate } from "./dates.js";
import { conversation, now, person, personName, place, zone } from "./world.js";

const FENCE = /```\n?([\s\S]+?)\n?```/;
const QUOTE = /^(?:&gt;|>) ?/;
const ITEM = /^( *)([•◦▪–-]|\d{1,3}[.)]) +(.*)$/;
// Code first, because nothing inside it is formatted; then Slack's <…> tokens.
const ATOM = /`([^`\n]+)`|<([^<>\n]{1,3000})>/g;
const STYLED = /(?<![\p{L}\p{N}\\])([*_~])(?=[^\s*_~]|[*_~][^\s*_~])(.{1,3000}?)(?<=\S)\1(?![\p{L}\p{N}])/u;
const LOOSE = /:([a-z0-9_+'-]{1,60}):|(https?:\/\/[^\s<>"'|\uE000]{1,1500}[^\s<>"'|.,;:!?)\uE000])/g;
const STYLES = { "*": "strong", _: "em", "~": "s" };

/** Decodes the three entities Slack uses, once. */
export function decode(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/** Stored text as a person would type it: mentions by name, links bare, entities decoded. */
export function typed(text) {
  const words = text.replace(/<([^<>\n]+)>/g, (whole, token) => {
    const [target, label] = token.split("|");
    if (target.startsWith("@")) return `@${personName(target.slice(1))}`;
    if (target.startsWith("#")) return `#${conversation(target.slice(1))?.name ?? label ?? ""}`;
    return target.startsWith("!") ? `@${target.slice(1)}` : target;
  });
  return decode(words);
}

/** A text object (`mrkdwn` or `plain_text`) as an array of nodes. */
export function textObject(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text ?? "", object.verbatim) : plain(object.text ?? "", object.emoji !== false);
}

/** Plain text with emoji shortcodes; new lines are kept by the style sheet. */
export function plain(text, withEmoji = true) {
  return withEmoji ? loose(text, [], true) : [decode(text)];
}

/** mrkdwn as an array of nodes; `verbatim` leaves bare addresses alone. */
export function mrkdwn(text, verbatim = false) {
  const nodes = [];
  let rest = text;
  for (let fence = FENCE.exec(rest); fence; fence = FENCE.exec(rest)) {
    nodes.push(...lines(rest.slice(0, fence.index).replace(/\n$/, ""), verbatim));
    nodes.push(el("pre", {}, decode(fence[1])));
    rest = rest.slice(fence.index + fence[0].length).replace(/^\n/, "");
  }
  return nodes.concat(lines(rest, verbatim));
}

/** Splits text into quotes (one level, as in Slack), list items and ordinary lines. */
function lines(text, verbatim, quotes = true) {
  if (!text) return [];
  return runs(text.split("\n"), quotes).map(({ kind, rows }) => {
    if (kind === "quote") return el("blockquote", {}, lines(rows.map((row) => row.replace(QUOTE, "")).join("\n"), verbatim, false));
    if (kind === "item") return el("ul", { class: "plain-list" }, rows.map((row) => item(row, verbatim)));
    return el("span", { class: "line" }, inline(rows.join("\n"), verbatim));
  });
}

function runs(rows, quotes) {
  const found = [];
  for (const row of rows) {
    const kind = quotes && QUOTE.test(row) ? "quote" : ITEM.test(row) ? "item" : "text";
    if (found.at(-1)?.kind === kind) found.at(-1).rows.push(row);
    else found.push({ kind, rows: [row] });
  }
  return found;
}

function item(row, verbatim) {
  const [, indent, marker, text] = ITEM.exec(row);
  const node = el("li", {}, el("span", { class: "marker" }, `${marker} `), el("span", {}, inline(text, verbatim)));
  if (indent.length > 1) node.classList.add("deeper");
  return node;
}

/** One run of text: atoms are taken out first, so that styles may span them but never cut them. */
function inline(text, verbatim) {
  const atoms = [];
  const marked = text.replace(/[\uE000\uE001]/g, "\uFFFD").replace(ATOM, (whole, code, token) => {
    const node = code === undefined ? tokenNode(token) : el("code", {}, decode(code));
    if (node === null) return whole;
    atoms.push(node);
    return `\uE000${atoms.length - 1}\uE001`;
  });
  return styled(marked, atoms, verbatim);
}

function styled(text, atoms, verbatim) {
  const nodes = [];
  let rest = text;
  for (let found = STYLED.exec(rest); found; found = STYLED.exec(rest)) {
    nodes.push(...loose(rest.slice(0, found.index), atoms, verbatim));
    nodes.push(el(STYLES[found[1]], {}, styled(found[2], atoms, verbatim)));
    rest = rest.slice(found.index + found[0].length);
  }
  return nodes.concat(loose(rest, atoms, verbatim));
}

/** Emoji and bare addresses in text without styles; atoms are put back. */
function loose(text, atoms, verbatim) {
  return text.split(/(\uE000\d+\uE001)/).flatMap((piece) => {
    const atom = /^\uE000(\d+)\uE001$/.exec(piece);
    if (atom && atoms[atom[1]]) return [atoms[atom[1]]];
    return withEmojiAndLinks(piece, verbatim);
  });
}

function withEmojiAndLinks(text, verbatim) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(LOOSE)) {
    const node = match[1] ? emoji(match[1]) : verbatim ? null : link(match[2], match[2]);
    if (!node) continue;
    nodes.push(decode(text.slice(from, match.index)), node);
    from = match.index + match[0].length;
  }
  nodes.push(decode(text.slice(from)));
  return nodes.filter((node) => node !== "");
}

/** What stands between < and >: a mention, a channel, a date, a link; null when it is none of these. */
function tokenNode(token) {
  const [target, ...words] = token.split("|");
  const label = words.join("|");
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return dateToken(target, label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(target, label || target);
}

/** A person's name, highlighted when it is the reader's; a press shows who that is. */
export function mention(id, label = "") {
  const name = person(id) ? personName(id) : decode(label) || id;
  return el("button", { type: "button", class: id === place.me ? "mention me" : "mention", data: { user: id, profile: id } }, `@${name}`);
}

/** A channel's name; a press goes there, when the reader is in it. */
export function channelMention(id, label = "") {
  const words = `#${conversation(id)?.name ?? (decode(label) || id)}`;
  if (!conversation(id)) return el("span", { class: "mention" }, words);
  return el("button", { type: "button", class: "mention", data: { goto: id } }, words);
}

/** `@here`, `@channel`, `@everyone`, or a group of people. */
export function special(name, label = "") {
  const word = name.split("^")[0];
  return el("span", { class: "mention me" }, label ? decode(label) : `@${word}`);
}

function dateToken(target, label) {
  const [, seconds, format, address] = target.split("^");
  if (!/^\d{1,12}$/.test(seconds ?? "") || !format) return el("span", {}, decode(label));
  return dateNode(Number(seconds), decode(format), address);
}

/** A moment in the reader's zone, with a link when there is one. */
export function dateNode(seconds, format, address) {
  const node = el("time", { datetime: new Date(seconds * 1000).toISOString() }, fillDate(format, seconds, zone(), now()));
  return address ? link(address, node) ?? node : node;
}

/** A link that opens elsewhere; null for anything but http, https and mailto. */
export function link(address, label) {
  const href = decode(address);
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return null;
  const words = typeof label === "string" ? decode(label).replace(/^mailto:/, "") : label;
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, words);
}
