/** A list above the composer: commands after "/", people after "@", channels after "#", emoji after ":". */
import { character, namesLike } from "./emoji.js";
import { el, freshId } from "./dom.js";
import { people, world } from "./world.js";

const WORD = /(?:^|\s)([@#:][\p{L}\p{N}_+.-]*)$/u;

/** Watches `field`; `takes(event)` is true when a key was meant for the list. */
export function suggestions(field, box) {
  const id = freshId("suggest");
  const list = el("ul", { id, class: "suggest", role: "listbox", "aria-label": "Suggestions", hidden: true });
  box.prepend(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  let found = [];
  let index = 0;
  const mark = () => {
    [...list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    if (found.length) field.setAttribute("aria-activedescendant", list.children[index].id);
    else field.removeAttribute("aria-activedescendant");
  };
  const show = (next) => {
    found = next;
    index = 0;
    list.hidden = found.length === 0;
    list.replaceChildren(...found.map((one) => row(one, () => take(one))));
    mark();
  };
  const take = (one) => {
    const before = field.value.slice(0, field.selectionStart - one.typed.length);
    field.setRangeText(one.insert, before.length, field.selectionStart, "end");
    show([]);
    field.dispatchEvent(new Event("input"));
    field.focus();
  };
  field.addEventListener("input", () => show(matches(field.value.slice(0, field.selectionStart))));
  field.addEventListener("blur", () => setTimeout(() => show([]), 150));
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  return { takes: (event) => {
    if (!found.length) return false;
    if (event.key in moves) { index = (index + moves[event.key] + found.length) % found.length; mark(); }
    else if (event.key === "Tab" || (event.key === "Enter" && found[index].typed !== found[index].insert.trim())) take(found[index]);
    else if (event.key === "Escape") show([]);
    else return false;
    event.preventDefault();
    return true;
  } };
}

function row(one, take) {
  return el("li", { id: freshId("option"), role: "option", onmousedown: (event) => { event.preventDefault(); take(); } },
    el("strong", {}, one.label), one.about ? el("span", {}, one.about) : null);
}

function matches(before) {
  if (/^\/\S*$/.test(before)) return commands(before);
  const typed = WORD.exec(before)?.[1] ?? "";
  if (typed.startsWith("@")) return named(typed);
  if (typed.startsWith("#")) return channels(typed);
  return typed.length > 2 ? emoji(typed) : [];
}

function commands(typed) {
  return world.state.commands.filter((one) => one.command.startsWith(typed))
    .map((one) => ({ typed, insert: `${one.command} `, label: one.command, about: [one.usage_hint, one.description].filter(Boolean).join(" · ") }));
}

function named(typed) {
  const start = typed.slice(1).toLowerCase();
  const fits = (one) => [one.name, ...one.real_name.split(" "), one.real_name].some((word) => word.toLowerCase().startsWith(start));
  return people().filter(fits).slice(0, 6).map((one) => ({ typed, insert: `@${one.name} `, label: one.real_name, about: one.title }));
}

function channels(typed) {
  return world.state.conversations.filter((one) => one.kind === "channel" && one.name.startsWith(typed.slice(1))).slice(0, 6)
    .map((one) => ({ typed, insert: `#${one.name} `, label: `#${one.name}`, about: one.topic }));
}

function emoji(typed) {
  return namesLike(typed.slice(1)).slice(0, 6).map((name) => ({ typed, insert: `:${name}: `, label: `${character(name)} :${name}:`, about: "" }));
}
