/** Labelled fields of the stage's forms. */
import { el, freshId } from "./dom.js";
import { people } from "./world.js";

/** A label above what is shown; `input` is the field that it names when more than one thing is shown. */
export function field(words, shown, input = shown, hint = "") {
  input.id ||= freshId("stage");
  const note = hint ? el("p", { class: "field-hint", id: freshId("hint") }, hint) : null;
  if (note) input.setAttribute("aria-describedby", note.id);
  return el("div", { class: "field" }, el("label", { for: input.id }, words), shown, note);
}

export function text(testid, props = {}) {
  return el("input", { type: "text", autocomplete: "off", data: { testid }, ...props });
}

export function number(testid, props = {}) {
  return el("input", { type: "number", autocomplete: "off", inputmode: "decimal", data: { testid }, ...props });
}

export function select(testid, props = {}) {
  return el("select", { data: { testid }, ...props });
}

/** Gives a select its options (`[value, words]`), and keeps what is chosen when it is still there. */
export function menu(node, pairs) {
  const stamp = JSON.stringify(pairs);
  if (node.stamp === stamp) return;
  const before = node.value;
  node.replaceChildren(...pairs.map(([value, words]) => el("option", { value }, words)));
  node.stamp = stamp;
  if (pairs.some(([value]) => value === before)) node.value = before;
}

/** The people who work here, for a select. */
export function staff() {
  return people().map((one) => [one.id, one.real_name]);
}

/** A thousand as "1,000"; what is no number stays as it was typed. */
export function grouped(amount) {
  const plain = String(amount ?? "").replaceAll(/[,\s]/g, "");
  return plain && !Number.isNaN(Number(plain)) ? Number(plain).toLocaleString("en-GB", { maximumFractionDigits: 2 }) : String(amount ?? "");
}

/** Runs a call while its button shows that it is busy; one press at a time. */
export async function busy(button, call) {
  if (button.getAttribute("aria-busy")) return null;
  button.setAttribute("aria-busy", "true");
  try {
    return await call();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
