/** What a person can do with one message: react, reply, edit, delete. */
import { post } from "./api.js";
import { confirmed } from "./confirm.js";
import { el, iconButton } from "./dom.js";
import { typed } from "./mrkdwn.js";
import { pickEmoji } from "./emoji_picker.js";
import { place } from "./world.js";

/** Half-edited messages: the typed text by `channel/ts`. */
export const editing = new Map();

/** The tools of a message: one stop for Tab, arrow keys inside. */
export function toolbar(one, actions, inThread) {
  const own = one.user === place.me;
  const buttons = [
    iconButton("smile", "Add reaction", (event) => pickEmoji(event.currentTarget, (name) => react(one, name, actions))),
    inThread ? null : iconButton("reply", "Reply in thread", () => actions.openThread(one.thread_ts ?? one.ts)),
    own ? iconButton("pencil", "Edit message", () => beginEdit(one, actions, inThread)) : null,
    own ? iconButton("trash", "Delete message", () => remove(one, actions)) : null,
  ].filter(Boolean);
  buttons.forEach((button, index) => {
    button.tabIndex = index === 0 ? 0 : -1;
    button.dataset.focus = `tool/${index}`;
  });
  return el("div", { class: "tools", role: "toolbar", "aria-label": "Message", onkeydown: (event) => walk(event, buttons) }, buttons);
}

function walk(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
}

function react(one, name, actions) {
  const channel = place.channel;
  return actions.run(() => post("/sandbox/react", { as: place.me, channel, ts: one.ts, name, on: true }));
}

/** Opens the text of an own message for editing, with the caret at its end. */
export function beginEdit(one, actions, inThread) {
  editing.set(`${place.channel}/${one.ts}`, typed(one.text ?? ""));
  actions.redraw();
  const field = document.querySelector(`${inThread ? "#thread-list" : "#list"} [data-ts="${one.ts}"] .editor textarea`);
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}

/** The text of a message as a field, with Save and Cancel; Escape cancels, Enter saves. */
export function editor(one, actions) {
  const name = `${place.channel}/${one.ts}`;
  const field = el("textarea", { rows: 2, "aria-label": "Edit message", data: { focus: "editor" }, oninput: () => editing.set(name, field.value) });
  field.value = editing.get(name);
  const finish = () => {
    const thread = Boolean(field.closest(".thread"));
    editing.delete(name);
    actions.redraw();
    actions.focusComposer(thread);
  };
  const save = async () => {
    const channel = place.channel;
    await actions.run(() => post("/sandbox/edit", { as: place.me, channel, ts: one.ts, text: field.value.trim() }));
    finish();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); finish(); }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); save(); }
  });
  return el("div", { class: "editor" }, field, el("div", { class: "b-actions" },
    el("button", { type: "button", class: "b-button", onclick: finish }, "Cancel"),
    el("button", { type: "button", class: "b-button primary", onclick: save }, "Save")));
}

async function remove(one, actions) {
  const sure = await confirmed({
    title: { text: "Delete message" }, text: { type: "plain_text", text: "Delete this message? This cannot be undone." },
    confirm: { text: "Delete" }, deny: { text: "Keep" }, style: "danger",
  });
  const channel = place.channel;
  if (sure) await actions.run(() => post("/sandbox/delete", { as: place.me, channel, ts: one.ts }));
}
