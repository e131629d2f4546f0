/** The field at the foot of a conversation or a thread. */
import { post } from "./api.js";
import { el, iconButton } from "./dom.js";
import { suggestions } from "./suggestions.js";
import { draftKey, drafts, place } from "./world.js";

/**
 * A composer that lives as long as the page. `thread()` answers the root `ts` it writes under, or "".
 * Enter sends, Shift+Enter makes a new line; what is half typed is kept per conversation and person.
 */
export function composer(testid, thread, actions) {
  const field = el("textarea", { rows: 1, data: { testid }, "aria-label": "Message", autocomplete: "off" });
  const send = iconButton("send", "Send", () => submit(), { class: "icon-button send", data: { testid: `${testid}-send` } });
  const box = el("div", { class: "composer-box" }, field, send);
  const node = el("div", { class: "composer" }, box, el("p", { class: "composer-help" }, el("kbd", {}, "Enter"), " sends, ", el("kbd", {}, "Shift Enter"), " new line, ", el("kbd", {}, "/"), " commands"));
  const menu = suggestions(field, box);
  let shown = null;
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 200)}px`;
    box.classList.toggle("ready", field.value.trim() !== "");
  };
  const submit = async () => {
    const text = field.value.trim();
    if (!text) return;
    const body = { as: place.me, channel: place.channel, text, ...(thread() ? { thread_ts: thread() } : {}) };
    const from = shown;
    fill("");
    const answer = await actions.run(() => post("/sandbox/say", body));
    if (answer === null || answer.ok === false) restore(from, text);
  };
  const restore = (from, text) => {
    if (shown === from && !field.value) fill(text);
    else if (!drafts.get(from)) drafts.set(from, text);
  };
  const fill = (text) => { field.value = text; drafts.set(shown, text); grow(); };
  field.addEventListener("input", () => { drafts.set(shown, field.value); grow(); });
  field.addEventListener("keydown", (event) => {
    if (menu.takes(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  return { node, show: (label) => {
    const next = draftKey(thread());
    field.placeholder = label;
    field.setAttribute("aria-label", label);
    if (next === shown) return;
    shown = next;
    field.value = drafts.get(shown) ?? "";
    grow();
  }, focus: () => field.focus() };
}
