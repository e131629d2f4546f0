/** Long texts show their beginning, with a button for the rest. */
import { el } from "./dom.js";

const MOST_LETTERS = 1200;
const MOST_LINES = 18;
// Texts that the reader has opened stay open when their message is drawn again.
const opened = new Set();

/** The node, with "See more" below it when `text` is long; `key` names it across drawings. */
export function folded(node, text, key) {
  if (text.length <= MOST_LETTERS && text.split("\n").length <= MOST_LINES) return node;
  const button = el("button", { type: "button", class: "plain-link see-more", data: { focus: `fold/${key}` } });
  const show = (open) => {
    node.classList.toggle("folded", !open);
    button.textContent = open ? "See less" : "See more";
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => {
    if (opened.delete(key)) return show(false);
    opened.add(key);
    return show(true);
  });
  show(opened.has(key));
  return el("div", {}, node, button);
}
