/** The field at the foot of a conversation or a thread. */
import { post } from "./api.js";
import { el, freshId, iconButton } from "./dom.js";
import { suggestions } from "./suggestions.js";
import { draftKey, drafts, place } from "./world.js";

const TALLEST_PX = 200;

/**
 * A composer that lives as long as the page. `thread()` answers the root `ts` it writes under, or "".
 * Enter sends, Shift+Enter makes a new line, Up in an empty field edits the last own message; what is half typed is
 * kept per conversation and person.
 */
export function composer(testid, thread, actions) {
  const field = el("textarea", { rows: 1, data: { testid }, "aria-label": "Message", autocomplete: "off" });
  const send = iconButton("send", "Send", () => submit(), { class: "icon-button send", data: { testid: `${testid}-send` } });
  const box = el("div", { class: "composer-box" }, field, send);
  const also = alsoToChannel();
  const node = el("div", { class: "composer" }, box, testid === "thread-composer" ? also.node : help());
  const closed = el("p", { class: "composer closed", data: { testid: `${testid}-closed` }, hidden: true }, "This channel is archived: it can be read, and nothing more.");
  const menu = suggestions(field, box);
  let shown = null;

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, TALLEST_PX)}px`;
    box.classList.toggle("ready", field.value.trim() !== "");
  }

  function fill(text) {
    field.value = text;
    drafts.set(shown, text);
    grow();
  }

  async function submit() {
    const text = field.value.trim();
    if (!text) return;
    const root = thread() ? { thread_ts: thread(), broadcast: also.taken() } : {};
    const from = shown;
    fill("");
    const answer = await actions.run(() => post("/sandbox/say", { as: place.me, channel: place.channel, text, ...root }));
    if (answer === null || answer.ok === false) restore(from, text);
  }

  function restore(from, text) {
    if (shown === from && !field.value) fill(text);
    else if (!drafts.get(from)) drafts.set(from, text);
  }

  function typed(event) {
    if (menu.takes(event) || event.isComposing) return;
    if (event.key === "ArrowUp" && !field.value) return actions.editLast(thread() !== "", event);
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  }

  function show(label, { open = true, channel = "" } = {}) {
    const next = draftKey(thread());
    field.placeholder = label;
    field.setAttribute("aria-label", label);
    node.hidden = !open;
    closed.hidden = open;
    also.name(channel);
    if (next === shown) return;
    shown = next;
    field.value = drafts.get(shown) ?? "";
    also.clear();
    grow();
  }

  field.addEventListener("input", () => { drafts.set(shown, field.value); grow(); });
  field.addEventListener("keydown", typed);
  return { node: el("div", {}, node, closed), show, focus: () => field.focus() };
}

function help() {
  return el("p", { class: "composer-help" }, el("kbd", {}, "Enter"), " sends, ", el("kbd", {}, "Shift Enter"), " new line, ",
    el("kbd", {}, "↑"), " edits your last, ", el("kbd", {}, "/"), " commands");
}

/** "Also send to …" below a thread. */
function alsoToChannel() {
  const id = freshId("also");
  const box = el("input", { type: "checkbox", id, data: { testid: "also-send" } });
  const words = el("label", { for: id });
  return {
    node: el("div", { class: "composer-help also" }, box, words),
    name: (channel) => { words.textContent = `Also send to ${channel || "the conversation"}`; },
    clear: () => { box.checked = false; },
    taken: () => {
      const taken = box.checked;
      box.checked = false;
      return taken;
    },
  };
}
