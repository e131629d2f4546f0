/**
 * Block Kit as elements. A surface is `{values, act(action), where}`: where a block stands, what its fields
 * hold, and what to do when somebody presses or picks something.
 */
import { el, freshId } from "./dom.js";
import { folded } from "./fold.js";
import { control, grouped } from "./controls.js";
import { link, textObject } from "./mrkdwn.js";
import { richText } from "./rich_text.js";
import { withIds } from "./values.js";

const BLOCKS = {
  section,
  header: (block) => el("h3", { class: "b-header" }, textObject(block.text)),
  context: (block, surface) => el("div", { class: "b-context" }, (block.elements ?? []).map((part) => contextPart(part, surface))),
  divider: () => el("hr", {}),
  actions: (block, surface) => el("div", { class: "b-actions" }, (block.elements ?? []).map((one) => control(one, block, surface))),
  input,
  image: (block) => figure(block),
  rich_text: richText,
};

/** All blocks of a message or a view. */
export function blocks(list, surface) {
  return withIds(list).map((block) => {
    const node = el("div", { class: "block", data: { block: block.block_id, type: block.type } });
    node.append(BLOCKS[block.type]?.(block, surface) ?? unknown(block));
    return node;
  });
}

function unknown(block) {
  return el("p", { class: "b-unknown" }, `A block of type “${block.type}” stands here; this sandbox does not draw it yet.`);
}

function section(block, surface) {
  const words = el("div", { class: "b-words" });
  if (block.text) words.append(sectionText(block, surface));
  if (block.fields) words.append(el("div", { class: "b-fields" }, block.fields.map((field) => el("div", { class: "text" }, textObject(field)))));
  const node = el("div", { class: "b-section" }, words);
  if (block.accessory) node.append(el("div", { class: "b-accessory" }, accessory(block, surface)));
  return node;
}

function sectionText(block, surface) {
  const node = el("div", { class: "text" }, textObject(block.text));
  return block.expand || !surface.key ? node : folded(node, block.text.text ?? "", `${surface.key}/${block.block_id}`);
}

function accessory(block, surface) {
  return block.accessory.type === "image" ? picture(block.accessory, "thumb") : control(block.accessory, block, surface);
}

function contextPart(part) {
  return part.type === "image" ? picture(part, "tiny") : el("span", { class: "text" }, textObject(part));
}

/** A labelled field with its hint and a place for an error. */
function input(block, surface) {
  const ids = { field: freshId("field"), label: freshId("label"), hint: freshId("hint"), error: freshId("error") };
  const words = [...textObject(block.label), block.optional ? el("span", { class: "optional" }, " (optional)") : null];
  const about = [block.hint ? ids.hint : null, ids.error].filter(Boolean).join(" ");
  const field = control(block.element, block, surface, { id: ids.field, labelledby: ids.label, describedby: about, words: block.label?.text });
  const label = grouped(block.element)
    ? el("span", { class: "label", id: ids.label }, words)
    : el("label", { class: "label", id: ids.label, for: ids.field }, words);
  return el("div", { class: "b-input" }, label, field,
    block.hint ? el("p", { class: "hint-text", id: ids.hint }, textObject(block.hint)) : null,
    el("p", { class: "error-text", id: ids.error, role: "alert", data: { testid: "modal-error", block: block.block_id } }));
}

/** Shows the errors (`{block_id: sentence}`) under their fields and takes away the others. */
export function showErrors(root, errors) {
  for (const place of root.querySelectorAll("[data-testid=modal-error]")) {
    const words = errors[place.dataset.block] ?? "";
    if (place.textContent !== words) place.textContent = words;
    const field = place.parentElement.querySelector("[role=radiogroup], .choices, select, textarea, input");
    field?.toggleAttribute("aria-invalid", Boolean(words));
    if (words) field?.setAttribute("aria-invalid", "true");
  }
}

function figure(block) {
  const words = block.title ? [el("figcaption", {}, textObject(block.title))] : [];
  return el("figure", { class: "b-image" }, words, picture(block, "large"));
}

/** An image of this machine is shown at once; one from elsewhere only when asked for. */
function picture(image, size) {
  const address = image.image_url ?? image.slack_file?.url ?? "";
  const alt = image.alt_text ?? "";
  if (isNear(address)) return loaded(address, alt, size);
  if (!/^https?:\/\//i.test(address)) return el("span", { class: `no-image ${size}`, role: "img", "aria-label": alt }, alt);
  const show = (event) => event.currentTarget.replaceWith(loaded(address, alt, size));
  if (size === "tiny") return el("span", { class: "no-image tiny", role: "img", "aria-label": alt, title: alt });
  return el("div", { class: `no-image ${size}` }, el("span", {}, alt),
    el("button", { type: "button", class: "quiet", onclick: (event) => show({ currentTarget: event.currentTarget.parentElement }) }, `Load from ${new URL(address).host}`));
}

function loaded(address, alt, size) {
  const image = el("img", { src: address, alt, class: `picture ${size}`, loading: "lazy", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(el("span", { class: `no-image ${size}` }, alt)));
  return image;
}

function isNear(address) {
  if (/^data:image\/(png|gif|jpeg|webp);/i.test(address)) return true;
  if (!URL.canParse(address, location.href)) return false;
  const url = new URL(address, location.href);
  return address !== "" && /^https?:$/.test(url.protocol) && ["127.0.0.1", "localhost", "[::1]", location.hostname].includes(url.hostname);
}

/** Attachments, which some apps still send: a colour bar beside blocks, or beside a title, text and fields. */
export function attachment(one, surface) {
  const node = el("div", { class: "attachment" });
  if (/^#?[0-9a-f]{6}$/i.test(one.color ?? "")) node.style.setProperty("--bar", `#${one.color.replace("#", "")}`);
  if (one.blocks?.length) node.append(...blocks(one.blocks, surface));
  else node.append(...classic(one));
  return node;
}

function classic(one) {
  const title = one.title_link ? link(one.title_link, one.title ?? one.title_link) : one.title ?? null;
  const words = (text) => (text ? el("div", { class: "text" }, textObject({ type: "mrkdwn", text })) : null);
  const fields = (one.fields ?? []).map((field) => el("div", { class: "text" }, el("strong", {}, field.title ?? ""), el("br", {}), textObject({ type: "mrkdwn", text: field.value ?? "" })));
  return [
    words(one.pretext), one.author_name ? el("p", { class: "quiet-words" }, one.author_name) : null, title ? el("strong", {}, title) : null,
    words(one.text ?? (one.fields?.length ? "" : one.fallback)), fields.length ? el("div", { class: "b-fields" }, fields) : null,
    one.image_url ? picture({ image_url: one.image_url, alt_text: one.fallback ?? "" }, "large") : null,
    one.footer ? el("p", { class: "quiet-words" }, one.footer) : null,
  ].filter(Boolean);
}
