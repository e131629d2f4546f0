/** The top of the person's stack of modals. */
import { post } from "./api.js";
import { blocks, showErrors } from "./blocks.js";
import { confirmed } from "./confirm.js";
import { el, iconButton, keepFocus } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { place } from "./world.js";
import { collect, forget, missing, valuesOf, withIds } from "./values.js";

const LEAVE = {
  title: { text: "Leave this form?" }, text: { type: "plain_text", text: "What you have filled in will be lost." },
  confirm: { text: "Leave" }, deny: { text: "Stay" }, style: "danger",
};
const open = { id: "", me: "", stamp: "", dialog: null, local: {}, known: new Set(), typed: new Set(), returnTo: null };

/** Shows `view`, or closes the window when it is null; typed values survive an update of the same view. */
export function renderModal(slot, view, actions) {
  if (!view || (open.dialog && open.me !== place.me)) closed();
  if (!view) return;
  const { errors, ...rest } = view;
  const stamp = JSON.stringify([rest.id, rest.blocks, rest.title, rest.submit, rest.close]);
  if (!open.dialog) shown(slot, actions);
  if (stamp !== open.stamp) draw(rest, stamp, actions);
  showErrors(open.dialog, { ...errors, ...open.local });
}

function shown(slot, actions) {
  open.me = place.me;
  open.returnTo = document.activeElement?.dataset?.focus ?? document.activeElement?.dataset?.testid ?? null;
  open.dialog = el("dialog", { class: "dialog modal", "aria-labelledby": "modal-title", data: { testid: "modal" } });
  open.dialog.addEventListener("cancel", (event) => { event.preventDefault(); leave(actions); });
  open.dialog.addEventListener("keydown", escape);
  open.dialog.addEventListener("input", () => open.typed.add(open.id));
  open.dialog.addEventListener("change", () => open.typed.add(open.id));
  slot.append(open.dialog);
  open.dialog.showModal();
}

function closed() {
  if (!open.dialog) return;
  open.dialog.close();
  open.dialog.remove();
  // A form that somebody else left open keeps its words until they come back to it.
  if (open.me === place.me) open.known.forEach(forget);
  open.known.clear();
  open.typed.clear();
  Object.assign(open, { id: "", stamp: "", dialog: null, local: {} });
  document.querySelector(`[data-focus="${CSS.escape(open.returnTo ?? "")}"], [data-testid="${CSS.escape(open.returnTo ?? "")}"]`)?.focus();
}

function draw(view, stamp, actions) {
  const another = view.id !== open.id;
  Object.assign(open, { id: view.id, stamp, local: another ? {} : open.local });
  open.known.add(view.id);
  const values = valuesOf(view.id);
  const list = withIds(view.blocks);
  const click = (action) => post("/sandbox/modal/click", { as: place.me, view_id: view.id, action, values: collect(values, list) });
  const options = (action, query) => post("/sandbox/suggest", { as: place.me, where: { view_id: view.id }, action, query });
  const surface = { values, options, act: async (action) => trouble(await actions.run(() => click(action))) };
  const body = el("div", { class: "modal-body scroll", tabindex: "-1" }, blocks(list, surface));
  const form = el("form", { class: "modal-form", novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(view, list, values, form, actions); } },
    head(view, actions), body, foot(view, actions));
  const top = open.dialog.querySelector(".modal-body")?.scrollTop ?? 0;
  keepFocus(() => open.dialog.replaceChildren(form), open.dialog);
  body.scrollTop = another ? 0 : top;
  if (another) (body.querySelector("[autofocus]") ?? body.querySelector("input, textarea, select, button") ?? body).focus();
}

function head(view, actions) {
  const back = view.previous_view_id ? iconButton("back", "Back", () => close(actions), { data: { testid: "modal-back", focus: "modal-back" } }) : null;
  return el("header", { class: "modal-head" }, back, el("h2", { id: "modal-title" }, textObject(view.title)),
    iconButton("close", "Close", () => leave(actions, true), { data: { testid: "modal-close", focus: "modal-close" } }));
}

function foot(view, actions) {
  return el("footer", { class: "dialog-foot" },
    el("p", { class: "error-text trouble", role: "alert", data: { testid: "modal-trouble" } }),
    el("button", { type: "button", class: "b-button", onclick: () => close(actions) }, view.close?.text ?? "Cancel"),
    view.submit ? el("button", { type: "submit", class: "b-button primary", data: { testid: "modal-submit", focus: "modal-submit" } }, textObject(view.submit)) : null);
}

async function submit(view, list, values, form, actions) {
  const button = form.querySelector("[type=submit]");
  if (!button || button.getAttribute("aria-busy")) return;
  open.local = missing(values, list);
  showErrors(form, open.local);
  if (Object.keys(open.local).length) return toFirstError(form);
  button.setAttribute("aria-busy", "true");
  const answer = await actions.run(() => post("/sandbox/modal/submit", { as: place.me, view_id: view.id, values: collect(values, list) }));
  button.removeAttribute("aria-busy");
  trouble(answer);
  if (!answer?.errors || open.id !== view.id) return;
  open.local = answer.errors;
  showErrors(open.dialog, answer.errors);
  toFirstError(open.dialog);
}

/** Says in the window what went wrong: notices of the page stand behind it. */
function trouble(answer) {
  const place = open.dialog?.querySelector("[data-testid=modal-trouble]");
  if (place) place.textContent = answer === null ? "The sandbox cannot be reached." : answer.error ?? "";
}

function toFirstError(root) {
  root.querySelector("[aria-invalid=true]")?.focus();
}

/** Chromium closes a window whose "cancel" was refused once; only asking the key first keeps it open. */
function escape(event) {
  if (event.key !== "Escape" || event.defaultPrevented || open.dialog.querySelector(":popover-open")) return;
  event.preventDefault();
  open.dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
}

/** Escape and the X ask first when something was typed; Cancel is meant. */
async function leave(actions, whole = false) {
  const lost = whole ? open.typed.size > 0 : open.typed.has(open.id);
  if (lost && !(await confirmed(LEAVE))) return;
  await close(actions, whole);
}

/** Cancel takes away the top window; the X takes away the whole stack. */
function close(actions, whole = false) {
  return actions.run(() => post("/sandbox/modal/close", { as: place.me, view_id: open.id, whole_stack: whole }));
}
