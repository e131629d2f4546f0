/** A small window that picks one emoji: by looking, by typing, by arrow keys. */
import { el } from "./dom.js";
import { character, COMMON, namesLike, words } from "./emoji.js";
import { EMOJI_GROUPS } from "./emoji_names.js";
import { besideAnchor } from "./floating.js";

const MOST_FOUND = 48;

/** Opens the window near `anchor`; `picked(name)` is called once, and the focus goes back to the anchor. */
export function pickEmoji(anchor, picked) {
  const window = el("div", { class: "picker", popover: "auto", role: "dialog", "aria-label": "Pick a reaction", data: { testid: "emoji-picker" } });
  const shelf = el("div", { class: "picker-shelf scroll" });
  const take = (name) => { window.hidePopover(); picked(name); };
  const search = el("input", { type: "search", placeholder: "Search all emoji", "aria-label": "Find an emoji", autocomplete: "off" });
  const show = () => fill(shelf, search.value.trim().toLowerCase().replaceAll(":", ""), take);
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => fromSearch(event, shelf));
  shelf.addEventListener("keydown", (event) => walk(event, shelf, search));
  show();
  window.append(search, shelf);
  document.body.append(window);
  window.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    window.remove();
    anchor.focus();
  });
  window.showPopover();
  besideAnchor(window, anchor);
  search.focus();
}

function fill(shelf, typed, take) {
  const found = typed ? [["Found", namesLike(typed.replaceAll(" ", "_")).slice(0, MOST_FOUND)]] : everything();
  shelf.replaceChildren(...found.flatMap(([title, names]) => (names.length ? group(title, names, take) : [el("p", { class: "empty small" }, "No emoji is called that.")])));
  shelf.querySelector("button")?.setAttribute("tabindex", "0");
}

function everything() {
  return [["Often used", COMMON], ...EMOJI_GROUPS.map(([title, pairs]) => [title, pairs.map(([name]) => name)])];
}

function group(title, names, take) {
  return [el("h3", {}, title), el("div", { class: "picker-grid", role: "group", "aria-label": title }, names.map((name) => el("button", {
    type: "button", tabindex: "-1", "aria-label": words(name), title: `:${name}:`, data: { emoji: name }, onclick: () => take(name),
  }, character(name))))];
}

function fromSearch(event, shelf) {
  const first = shelf.querySelector("button");
  if (!first || !["ArrowDown", "Enter"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "Enter") first.click();
  else first.focus();
}

function walk(event, shelf, search) {
  const all = [...shelf.querySelectorAll("button")];
  const at = all.indexOf(document.activeElement);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: below(all, at, 1), ArrowUp: below(all, at, -1), Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  (all[next] ?? (next < 0 ? search : all.at(-1))).focus();
}

/** The button that stands nearest under (or over) this one. */
function below(all, at, step) {
  const here = all[at].getBoundingClientRect();
  for (let index = at + step; all[index]; index += step) {
    const there = all[index].getBoundingClientRect();
    if (Math.abs(there.top - here.top) > 4 && Math.abs(there.left - here.left) < here.width / 2) return index;
  }
  return step > 0 ? all.length - 1 : -1;
}
