/** The Home tab of an app. */
import { post } from "./api.js";
import { blocks } from "./blocks.js";
import { el, keepFocus } from "./dom.js";
import { place } from "./world.js";
import { collect, valuesOf, withIds } from "./values.js";

let drawn = "";

/** Draws the person's Home view, or says that the app has not published one. */
export function renderHome(root, view, actions) {
  const stamp = JSON.stringify([place.me, view]);
  if (stamp === drawn) return;
  drawn = stamp;
  const top = root.scrollTop;
  keepFocus(() => root.replaceChildren(view ? el("div", { class: "home-view" }, homeBlocks(view, actions)) : empty()), root);
  root.scrollTop = top;
}

function homeBlocks(view, actions) {
  const values = valuesOf(`home/${place.me}`);
  const list = withIds(view.blocks);
  const act = (action) => actions.run(() => post("/sandbox/home/click", { as: place.me, action, values: collect(values, list) }));
  const options = (action, query) => post("/sandbox/suggest", { as: place.me, where: { view_id: view.id }, action, query });
  return blocks(list, { values, act, options });
}

function empty() {
  return el("div", { class: "empty" }, el("p", {}, el("strong", {}, "Nothing here yet.")), el("p", {}, "The app has not published a Home view for this person."));
}
