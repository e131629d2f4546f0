/** Text, date and time fields. */
import { el } from "./dom.js";
import { wall, wallToUnix } from "./dates.js";
import { zone } from "./world.js";

const TYPING_MS = 300;
const KINDS = { email_text_input: "email", url_text_input: "url", number_input: "number" };

/** A line or several lines of text; Enter in a single line tells the app when the block asks for that. */
export function textField(element, { change, keep, silent, value, focus, names }) {
  const node = el(element.multiline ? "textarea" : "input", {
    class: "b-text", maxlength: element.max_length ?? 3000, placeholder: element.placeholder?.text ?? null,
    rows: element.multiline ? 4 : null, type: element.multiline ? null : KINDS[element.type] ?? "text", step: element.is_decimal_allowed ? "any" : null,
    autofocus: element.focus_on_load ?? null, autocomplete: "off", data: { focus, action: element.action_id ?? "" }, ...names,
  });
  node.value = value ?? "";
  const counter = element.max_length ? el("span", { class: "counter", "aria-hidden": "true" }) : null;
  const count = () => { if (counter) counter.textContent = counterWords(element, node.value.length); };
  node.addEventListener("input", () => { keep(node.value || null); count(); });
  if (!silent) dispatching(node, element, change);
  count();
  return counter ? el("div", { class: "counted" }, node, counter) : node;
}

/** Tells the app on Enter (in a line) or after typing, as `dispatch_action_config` asks. */
function dispatching(node, element, change) {
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tell = () => change(node.value || null);
  let timer = null;
  if (when.includes("on_character_entered")) node.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(tell, TYPING_MS); });
  if (!when.includes("on_enter_pressed") || element.multiline) return;
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    tell();
  });
}

function counterWords(element, length) {
  const left = element.max_length - length;
  return left <= Math.max(20, element.max_length / 10) ? `${left} left` : "";
}

export function dateField(element, naming) {
  return picker("date", element, naming, naming.value ?? "", (text) => text || null);
}

export function timeField(element, naming) {
  return picker("time", element, naming, naming.value ?? "", (text) => text || null);
}

/** Unix seconds to the app, the reader's wall clock to the person. */
export function dateTimeField(element, naming) {
  const shown = naming.value === null ? "" : wall(new Date(naming.value * 1000), zone());
  return picker("datetime-local", element, naming, shown, (text) => (text ? wallToUnix(text, zone()) : null));
}

function picker(type, element, { change, focus, names }, shown, sent) {
  const node = el("input", { type, class: "b-date", data: { focus, action: element.action_id ?? "" }, ...names });
  node.value = shown;
  node.addEventListener("change", () => change(sent(node.value)));
  return node;
}
