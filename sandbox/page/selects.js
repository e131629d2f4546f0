/** Menus: one or several of the app's options, of people, of conversations, or of what the app finds. */
import { el } from "./dom.js";
import { finder } from "./finder.js";
import { people, place, title, world } from "./world.js";

// Longer lists are searched by typing; shorter ones are the browser's own menus.
const SEARCH_FROM = 11;

/** The choices of an element as `{value, label, group?, chosen}`; `chosen` is what Slack would send. */
function choicesOf(element) {
  if (element.type.endsWith("users_select")) return everybody();
  if (element.type.endsWith("channels_select")) return places(["channel"]).filter((one) => !one.closed);
  if (element.type.endsWith("conversations_select")) return places(wanted(element.filter));
  return optionChoices(element);
}

/** The options of an element, or of an app's answer. */
function optionChoices({ options, option_groups: groups }) {
  const grouped = (groups ?? []).flatMap((group) => group.options.map((option) => optionChoice(option, group.label.text)));
  return grouped.length ? grouped : (options ?? []).map((option) => optionChoice(option));
}

function optionChoice(option, group) {
  return { value: option.value, label: option.text?.text ?? option.value, about: option.description?.text, group, chosen: option };
}

function everybody() {
  return people().map((one) => ({ value: one.id, label: one.id === place.me ? `${one.real_name} (you)` : one.real_name, about: one.title, chosen: one.id }));
}

/** The kinds of conversation that a `filter` of a conversations select lets through. */
function wanted(filter) {
  const kinds = { im: ["dm"], mpim: ["group_dm"], public: ["public"], private: ["private"] };
  return (filter?.include ?? Object.keys(kinds)).flatMap((name) => kinds[name] ?? []);
}

function places(kinds) {
  const kindOf = (one) => (one.kind === "channel" ? (one.private ? "private" : "public") : one.kind);
  return world.state.conversations.filter((one) => kinds.includes(kindOf(one)) || (kinds.includes("channel") && kindOf(one) === "public"))
    .map((one) => ({ value: one.id, label: one.kind === "channel" ? `# ${one.name}` : title(one), chosen: one.id, closed: one.archived }));
}

function options(choices) {
  const groups = new Map();
  for (const choice of choices) {
    if (!groups.has(choice.group)) groups.set(choice.group, []);
    groups.get(choice.group).push(el("option", { value: choice.value }, choice.label));
  }
  return [...groups].flatMap(([group, nodes]) => (group === undefined ? nodes : el("optgroup", { label: group }, nodes)));
}

/** What a chosen value is called; an option brings its own words, an id is looked up. */
function labelOf(chosen, choices) {
  if (!chosen) return "";
  if (typeof chosen === "object") return chosen.text?.text ?? chosen.value;
  return choices.find((one) => one.value === chosen)?.label ?? chosen;
}

/** One choice. A list that is long, or that the app fills, is a field to search in. */
export function singleSelect(element, naming) {
  const choices = choicesOf(element);
  const searched = element.type === "external_select" || choices.length >= SEARCH_FROM;
  return searched ? searchedSelect(element, choices, naming) : menuSelect(element, choices, naming);
}

function menuSelect(element, choices, { change, value, focus, names }) {
  const prompt = el("option", { value: "" }, element.placeholder?.text ?? "Choose");
  const node = el("select", { class: "b-select", data: { focus, action: element.action_id ?? "" }, ...names }, prompt, options(choices));
  node.value = typeof value === "string" ? value : value?.value ?? "";
  node.addEventListener("change", () => change(choices.find((one) => one.value === node.value)?.chosen ?? null));
  return node;
}

function searchedSelect(element, choices, naming) {
  const { change, value, label } = naming;
  const empty = { value: "", label: element.placeholder?.text ?? "Choose", chosen: null };
  const take = (one) => { find.show(labelOf(one.chosen, choices)); change(one.chosen); };
  const find = finder({ ...search(element, element.type === "external_select" ? [] : [empty, ...choices], naming), label, shown: labelOf(value, choices), take });
  find.node.classList.add("b-select");
  return find.node;
}

/** What single and multiple searched selects have in common. */
function search(element, choices, { focus, names, options: ask }) {
  const load = async (query) => {
    const answer = await ask(query).catch((error) => ({ ok: false, error: error.message }));
    return answer.ok ? { choices: optionChoices(answer) } : { error: answer.error };
  };
  return {
    placeholder: element.placeholder?.text ?? "Choose", choices, load: element.type.endsWith("external_select") ? load : null, least: element.min_query_length ?? 3,
    props: { data: { focus, action: element.action_id ?? "" }, ...names },
  };
}

/** Several choices in the order in which they were made, shown as words with a button to take each back. */
export function multiSelect(element, naming) {
  const choices = choicesOf(element);
  const searched = element.type === "multi_external_select" || choices.length >= SEARCH_FROM;
  const picked = [...naming.value];
  const chips = el("ul", { class: "chips" });
  const most = element.max_selected_items ?? Infinity;
  const id = (chosen) => (typeof chosen === "string" ? chosen : chosen.value);
  const left = () => (picked.length >= most ? [] : choices.filter((one) => !picked.some((chosen) => id(chosen) === one.value)));
  const words = () => (picked.length >= most ? `At most ${most}` : element.placeholder?.text ?? "Add");
  // The group has the label; the field in it repeats its words, because a label can only point at one of them.
  const inner = { ...naming, label: naming.words, names: { id: naming.names.id, "aria-label": naming.words, "aria-describedby": naming.names["aria-describedby"] } };
  const field = (searched ? searchField : menuField)(element, inner, { left, words, full: () => picked.length >= most, take: (one) => set([...picked.filter((chosen) => id(chosen) !== one.value), one.chosen]) });

  function show() {
    chips.replaceChildren(...picked.map((chosen) => chip(labelOf(chosen, choices), () => set(picked.filter((other) => other !== chosen)))));
    chips.hidden = picked.length === 0;
    field.show();
  }

  function set(next) {
    picked.splice(0, picked.length, ...next);
    naming.change([...picked]);
    show();
    field.focus();
  }

  show();
  const { "aria-labelledby": labelledby, "aria-label": label } = naming.names;
  return el("div", { class: "multi", role: "group", "aria-labelledby": labelledby, "aria-label": label }, chips, field.node);
}

/** The browser's own menu of what is left to choose. */
function menuField(element, { focus, names }, { left, words, take }) {
  const menu = el("select", { class: "b-select", data: { focus, action: element.action_id ?? "" }, ...names });
  menu.addEventListener("change", () => {
    const one = left().find((choice) => choice.value === menu.value);
    if (one) take(one);
  });
  return { node: menu, focus: () => menu.focus(), show: () => menu.replaceChildren(el("option", { value: "" }, words()), ...options(left())) };
}

/** A field to search in; it stays open for the next choice. */
function searchField(element, naming, { left, words, full, take }) {
  const choices = [];
  const find = finder({ ...search(element, choices, naming), label: naming.label, take });
  find.node.classList.add("b-select");
  const show = () => {
    choices.splice(0, choices.length, ...left());
    find.field.placeholder = words();
    find.field.readOnly = full();
    find.show("");
  };
  return { node: find.node, focus: () => find.field.focus(), show };
}

function chip(label, remove) {
  return el("li", {}, label, el("button", { type: "button", "aria-label": `Remove ${label}`, onclick: remove }, "×"));
}
