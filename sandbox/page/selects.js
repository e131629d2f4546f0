/** Menus: one or several of the app's options, of people, or of conversations. */
import { el } from "./dom.js";
import { place, title, world } from "./world.js";

/** The choices of an element as `{value, label, group?, chosen}`; `chosen` is what Slack would send. */
function choicesOf(element) {
  if (element.type.endsWith("users_select")) return people();
  if (element.type.endsWith("channels_select")) return places(["channel"]);
  if (element.type.endsWith("conversations_select")) return places(["channel", "group_dm", "dm"]);
  const grouped = (element.option_groups ?? []).flatMap((group) => group.options.map((option) => optionChoice(option, group.label.text)));
  return grouped.length ? grouped : (element.options ?? []).map((option) => optionChoice(option));
}

function optionChoice(option, group) {
  return { value: option.value, label: option.text?.text ?? option.value, group, chosen: option };
}

function people() {
  return world.state.people.filter((one) => !one.is_bot)
    .map((one) => ({ value: one.id, label: one.id === place.me ? `${one.real_name} (you)` : one.real_name, chosen: one.id }));
}

function places(kinds) {
  return world.state.conversations.filter((one) => kinds.includes(one.kind))
    .map((one) => ({ value: one.id, label: title(one), chosen: one.id }));
}

function options(choices) {
  const groups = new Map();
  for (const choice of choices) {
    if (!groups.has(choice.group)) groups.set(choice.group, []);
    groups.get(choice.group).push(el("option", { value: choice.value }, choice.label));
  }
  return [...groups].flatMap(([group, nodes]) => (group === undefined ? nodes : el("optgroup", { label: group }, nodes)));
}

export function singleSelect(element, { change, value, focus, names }) {
  const choices = choicesOf(element);
  const prompt = el("option", { value: "" }, element.placeholder?.text ?? "Choose");
  const node = el("select", { class: "b-select", data: { focus, action: element.action_id ?? "" }, ...names }, prompt, options(choices));
  node.value = typeof value === "string" ? value : value?.value ?? "";
  node.addEventListener("change", () => change(choices.find((one) => one.value === node.value)?.chosen ?? null));
  return node;
}

/** Several choices in the order in which they were made, shown as words with a button to take each back. */
export function multiSelect(element, { change, value, focus, names }) {
  const choices = choicesOf(element);
  const most = element.max_selected_items ?? Infinity;
  let picked = value.map((one) => (typeof one === "string" ? one : one.value));
  const chips = el("ul", { class: "chips" });
  const { id, ...labels } = names;
  const menu = el("select", { class: "b-select", id, data: { focus, action: element.action_id ?? "" }, ...labels });
  const show = () => {
    const left = choices.filter((one) => !picked.includes(one.value));
    const full = picked.length >= most;
    menu.replaceChildren(el("option", { value: "" }, full ? `At most ${most}` : element.placeholder?.text ?? "Add"), ...options(full ? [] : left));
    chips.replaceChildren(...picked.map((one) => chip(choices.find((choice) => choice.value === one), () => set(picked.filter((other) => other !== one)))));
    chips.hidden = picked.length === 0;
  };
  const set = (next) => {
    picked = next;
    change(picked.map((one) => choices.find((choice) => choice.value === one)?.chosen ?? one));
    show();
    menu.focus();
  };
  menu.addEventListener("change", () => { if (menu.value) set([...picked, menu.value]); });
  show();
  return el("div", { class: "multi", role: "group", "aria-labelledby": labels["aria-labelledby"], "aria-label": labels["aria-label"] }, chips, menu);
}

function chip(choice, remove) {
  const label = choice?.label ?? "?";
  return el("li", {}, label, el("button", { type: "button", "aria-label": `Remove ${label}`, onclick: remove }, "×"));
}
