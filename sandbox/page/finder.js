/** A field with a list below it: typing narrows the list, arrows walk it, Enter takes from it. */
import { el, freshId } from "./dom.js";
import { besideAnchor } from "./floating.js";

const MOST_SHOWN = 100;
const TYPING_MS = 200;
const NARROWEST_PX = 220;

/**
 * A search field. `choices` are `{value, label, group?, about?}`; `load(query)` (instead of them) answers
 * `{choices}` or `{error}` from elsewhere, once `least` letters are typed. `take(choice)` is called with what was taken.
 * The field shows `shown` while nobody types. `inline` keeps the list below the field instead of over the page.
 */
class Finder {
  constructor({ label, placeholder, choices = [], load = null, least = 0, take, shown = "", inline = false, props = {} }) {
    Object.assign(this, { choices, load, least, take, shown, inline, found: [], index: 0, isOpen: false, asked: 0, timer: null });
    const id = freshId("finder");
    this.list = el("ul", { id, class: inline ? "finder-list inline scroll" : "finder-list scroll", role: "listbox", "aria-label": label ?? "Choices", popover: inline ? null : "manual" });
    this.field = el("input", {
      type: "text", class: "finder-field", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder, "aria-label": label, "aria-expanded": "false",
      "aria-controls": id, "aria-autocomplete": "list", ...props,
    });
    this.node = el("div", { class: "finder" }, this.field, this.list);
    this.field.value = shown;
    this.listen();
  }

  listen() {
    this.field.addEventListener("click", () => this.open());
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("blur", () => { if (!this.inline) this.close(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  open() {
    if (this.inline) this.field.focus();
    else this.field.select();
    if (!this.isOpen) this.start("");
  }

  start(query) {
    this.isOpen = true;
    this.field.setAttribute("aria-expanded", "true");
    if (!this.inline) this.list.showPopover();
    this.look(query);
  }

  close() {
    this.isOpen = false;
    this.asked += 1;
    clearTimeout(this.timer);
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    if (this.inline) return;
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.field.value = this.shown;
  }

  /** Shows other words in the field. */
  show(words) {
    this.shown = words;
    this.field.value = words;
  }

  choose(one) {
    this.close();
    this.take(one);
  }

  typed() {
    const query = this.field.value.trim();
    if (this.isOpen) this.look(query);
    else this.start(query);
  }

  look(query) {
    if (!this.load) return this.draw(matching(this.choices, query), "Nothing is called that.");
    if (query.length < this.least) return this.draw([], this.least === 1 ? "Type to search." : `Type at least ${this.least} letters.`);
    this.draw([], "Loading…");
    clearTimeout(this.timer);
    this.asked += 1;
    this.timer = setTimeout(() => this.ask(query, this.asked), query ? TYPING_MS : 0);
  }

  async ask(query, asked) {
    const answer = await this.load(query);
    if (asked === this.asked && this.isOpen) this.draw(answer.choices ?? [], answer.error ?? "Nothing found.");
  }

  draw(found, otherwise) {
    this.found = found.slice(0, MOST_SHOWN);
    this.index = 0;
    this.list.replaceChildren(...(this.found.length ? rows(this.found, (one) => this.choose(one)) : [note(otherwise)]));
    this.point();
    if (this.inline) return;
    this.list.style.width = `${Math.max(this.field.offsetWidth, NARROWEST_PX)}px`;
    besideAnchor(this.list, this.field);
  }

  point() {
    const options = [...this.list.querySelectorAll("[role=option]:not([aria-disabled])")];
    options.forEach((node, at) => node.setAttribute("aria-selected", String(at === this.index)));
    if (options[this.index]) this.field.setAttribute("aria-activedescendant", options[this.index].id);
    else this.field.removeAttribute("aria-activedescendant");
    options[this.index]?.scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.walk(step);
    else if (event.key === "Enter") this.enter();
    else if (event.key === "Escape" && this.isOpen && !this.inline) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  walk(step) {
    if (!this.isOpen) return this.open();
    this.index = (this.index + step + this.found.length) % (this.found.length || 1);
    this.point();
  }

  enter() {
    if (!this.isOpen) this.open();
    else if (this.found[this.index]) this.choose(this.found[this.index]);
  }
}

/** A field as `{node, field, open(), show(words)}`; see Finder. */
export function finder(options) {
  return new Finder(options);
}

function note(words) {
  return el("li", { class: "finder-note", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words);
}

function matching(choices, query) {
  const part = query.toLowerCase();
  return choices.filter((one) => `${one.label} ${one.about ?? ""}`.toLowerCase().includes(part));
}

/** The choices, with the name of each group before its first. */
function rows(found, choose) {
  let group;
  return found.flatMap((one) => {
    const head = one.group && one.group !== group ? [el("li", { class: "finder-group", role: "presentation" }, one.group)] : [];
    group = one.group;
    return [...head, el("li", { id: freshId("option"), role: "option", "aria-selected": "false", onclick: () => choose(one) },
      el("span", {}, one.label), one.about ? el("small", {}, one.about) : null)];
  });
}
