/** Elements that can be pressed or picked: buttons, overflow menus, selects, choices, dates and text. */
import { el, freshId, icon } from "./dom.js";
import { confirmed } from "./confirm.js";
import { dateField, dateTimeField, textField, timeField } from "./fields.js";
import { textObject } from "./mrkdwn.js";
import { multiSelect, singleSelect } from "./selects.js";
import { payload, read, write } from "./values.js";

const CONTROLS = {
  button,
  overflow,
  static_select: singleSelect,
  external_select: singleSelect,
  users_select: singleSelect,
  channels_select: singleSelect,
  conversations_select: singleSelect,
  multi_static_select: multiSelect,
  multi_external_select: multiSelect,
  multi_users_select: multiSelect,
  multi_channels_select: multiSelect,
  multi_conversations_select: multiSelect,
  radio_buttons: choices,
  checkboxes: choices,
  datepicker: dateField,
  timepicker: timeField,
  datetimepicker: dateTimeField,
  plain_text_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  number_input: textField,
};

/** True for elements made of several fields, which a single label cannot point at. */
export function grouped(element) {
  return ["radio_buttons", "checkboxes"].includes(element.type) || element.type.startsWith("multi_");
}

/**
 * The element as a node. `naming` joins it to an input block's label, hint and error; without it the element
 * is named by its placeholder. Inside an input block a change is only kept, unless `dispatch_action` asks for more.
 */
export function control(element, block, surface, naming = {}) {
  const make = CONTROLS[element.type];
  if (!make) return el("span", { class: "b-unknown" }, `An element of type “${element.type}” stands here; this sandbox does not draw it yet.`);
  const silent = block.type === "input" && !block.dispatch_action;
  const change = (value) => {
    write(surface.values, block, element, value);
    if (!silent) act(element, block, surface);
  };
  const keep = (value) => write(surface.values, block, element, value);
  const label = naming.id ? undefined : element.accessibility_label ?? element.placeholder?.text ?? element.type.replaceAll("_", " ");
  return make(element, {
    block, surface, change, keep, silent, label, words: naming.words ?? label,
    options: (query) => surface.options({ block_id: block.block_id, action_id: element.action_id }, query),
    get value() { return read(surface.values, block, element); },
    focus: `${block.block_id}/${element.action_id}`,
    names: { id: naming.id, "aria-label": label, "aria-labelledby": naming.labelledby, "aria-describedby": naming.describedby },
  });
}

async function act(element, block, surface, extra = {}) {
  if (element.confirm && !(await confirmed(element.confirm))) return;
  await surface.act({ ...payload(surface.values, block, element), ...extra });
}

function button(element, { block, surface, focus }) {
  const node = el("button", {
    type: "button", class: `b-button ${element.style ?? ""}`, "aria-label": element.accessibility_label ?? null,
    data: { focus, action: element.action_id ?? "" },
  }, textObject(element.text));
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    if (/^https?:\/\//i.test(element.url ?? "")) window.open(element.url, "_blank", "noopener,noreferrer");
    await act(element, block, surface).finally(() => node.removeAttribute("aria-busy"));
  });
  return node;
}

function overflow(element, { block, surface, focus }) {
  const id = freshId("menu");
  const menu = el("div", { id, class: "menu", popover: "auto", role: "menu" });
  const pick = (option) => {
    menu.hidePopover();
    if (/^https?:\/\//i.test(option.url ?? "")) window.open(option.url, "_blank", "noopener,noreferrer");
    act(element, block, surface, { selected_option: option });
  };
  menu.append(...(element.options ?? []).map((option) => el("button", {
    type: "button", role: "menuitem", onclick: () => pick(option),
  }, textObject(option.text))));
  menu.addEventListener("keydown", (event) => walk(event, menu));
  const opener = el("button", { type: "button", class: "icon-button bordered", popovertarget: id, "aria-haspopup": "menu", "aria-label": "More options", data: { focus } }, icon("more"));
  menu.addEventListener("toggle", (event) => { if (event.newState === "open") settle(menu, opener); });
  return el("span", { class: "b-overflow" }, opener, menu);
}

function walk(event, menu) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...menu.children];
  all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
}

function settle(menu, opener) {
  const spot = opener.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(spot.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.min(spot.bottom + 4, innerHeight - menu.offsetHeight - 8)}px`;
  menu.firstElementChild?.focus();
}

/** Radio buttons and checkboxes. */
function choices(element, { change, value, focus, names }) {
  const many = element.type === "checkboxes";
  const group = freshId("choice");
  let picked = many ? value : [value].filter(Boolean);
  const toggle = (option, on) => {
    if (many) picked = on ? [...picked, option] : picked.filter((one) => one.value !== option.value);
    else picked = [option];
    change(many ? picked : option);
  };
  const rows = (element.options ?? []).map((option) => el("label", { class: "choice" },
    el("input", {
      type: many ? "checkbox" : "radio", name: group, value: option.value, data: { focus: `${focus}/${option.value}` },
      checked: picked.some((one) => one.value === option.value), onchange: (event) => toggle(option, event.target.checked),
    }),
    el("span", {}, textObject(option.text), option.description ? el("small", {}, textObject(option.description)) : null)));
  return el("div", { class: "choices", role: many ? "group" : "radiogroup", ...names }, rows);
}
