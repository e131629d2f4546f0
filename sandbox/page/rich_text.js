/** `rich_text` blocks: sections, lists, quotes, preformatted text, and the leaves inside them. */
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, dateNode, link, mention, special } from "./mrkdwn.js";

const STYLES = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];
const LEAVES = {
  text: (leaf) => leaf.text ?? "",
  link: (leaf) => link(leaf.url ?? "", leaf.text || leaf.url) ?? leaf.text ?? leaf.url ?? "",
  user: (leaf) => mention(leaf.user_id ?? ""),
  channel: (leaf) => channelMention(leaf.channel_id ?? ""),
  usergroup: (leaf) => special(leaf.usergroup_id ?? "group"),
  broadcast: (leaf) => special(leaf.range ?? "channel"),
  emoji: (leaf) => emoji(leaf.name ?? "") ?? `:${leaf.name}:`,
  date: (leaf) => dateNode(Number(leaf.timestamp) || 0, leaf.format ?? "{date_short} {time}", leaf.url),
  color: (leaf) => leaf.value ?? "",
};
const PARTS = {
  rich_text_section: (part) => el("p", { class: "rich" }, leaves(part)),
  rich_text_quote: (part) => el("blockquote", {}, leaves(part)),
  rich_text_preformatted: (part) => el("pre", {}, leaves(part)),
  rich_text_list: list,
};

/** A whole block as one element. */
export function richText(block) {
  return el("div", { class: "rich-text" }, (block.elements ?? []).map((part) => PARTS[part.type]?.(part) ?? null));
}

function list(part) {
  const ordered = part.style === "ordered";
  const node = el(ordered ? "ol" : "ul", { class: `indent-${Math.min(part.indent ?? 0, 4)}` },
    (part.elements ?? []).map((section) => el("li", {}, leaves(section))));
  if (ordered && part.offset) node.start = part.offset + 1;
  return node;
}

function leaves(part) {
  return (part.elements ?? []).map((leaf) => styled(LEAVES[leaf.type]?.(leaf) ?? "", leaf.style ?? {}));
}

function styled(node, style) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? el(tag, {}, inner) : inner), node);
}
