/** Elements, made without markup strings: what the workspace says can only ever become text. */

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3 15h16",
  group: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 19c.4-3.2 2.6-5 5.5-5s5.100 1.800 5.500 5M16 11a2.600 2.600 0 1 0-.5-5.150M16.500 14c2.600.100 4.500 1.900 5 5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20c.6-4 3.500-6 7.500-6s6.900 2 7.500 6",
  app: "M5 5h6v6H5zM13 5h6v6h-6zM5 13h6v6H5zM16 13v6M13 16h6",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.500 14c1 1.500 2.200 2.200 3.500 2.200s2.500-.7 3.500-2.200M9 9.500v.5M15 9.500v.5",
  reply: "M20 12a7.500 7.500 0 0 1-11 6.600L4 20l1.400-4.500A7.500 7.500 0 1 1 20 12Z",
  pencil: "M4 20l1-4.500L16.500 4l3.500 3.500L8.500 19z",
  trash: "M5 7h14M9.500 7V4.500h5V7M7 7l1 13h8l1-13",
  send: "M4 12 3 4l18 8-18 8zM4 12h8",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.500l3.500 2",
  stage: "M4 5h16v11H4zM9 20h6M12 16v4",
  list: "M5 6h14M5 12h14M5 18h9",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  back: "M14 5l-7 7 7 7",
  lock: "M6.500 11h11v9h-11zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  archive: "M4 5h16v4H4zM5.500 9v10h13V9M10 13h4",
  shared: "M9.500 7.500 12 5a3.800 3.800 0 0 1 5.400 5.400L14.900 13M14.500 16.500 12 19a3.800 3.800 0 0 1-5.400-5.400L9.100 11M9.700 14.300l4.600-4.600",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.500 15.500 20 20",
  eye: "M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6ZM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
};

/**
 * An element with properties and children. Strings become text nodes; `null` children are left out.
 * `data` fills the dataset; names beginning with "on" are listeners; `true` is an empty attribute.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "data") Object.assign(node.dataset, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** A line drawing by name, hidden from screen readers: the button around it carries the words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/** A button that shows only an icon; `label` is its name and its tooltip. */
export function iconButton(name, label, onclick, props = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

/**
 * Makes the children of `container` show `items`, leaving a child alone while its stamp is the same:
 * that keeps focus, half-typed text and scroll position when something else has changed.
 */
export function keyed(container, items, { key, build, stamp = JSON.stringify }) {
  const old = new Map([...container.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => currentNode(old, String(key(item)), stamp(item), () => build(item)));
  const wanted = new Set(nodes);
  for (const node of [...container.children]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, index) => {
    if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
  });
}

function currentNode(old, key, stamp, build) {
  const before = old.get(key);
  if (before?.stamp === stamp) return before;
  const node = build();
  node.dataset.key = key;
  node.stamp = stamp;
  if (before) keepFocus(() => before.replaceWith(node), node);
  return node;
}

/** Runs `change`, then gives the focus (and the caret) back to the element with the same `data-focus`. */
export function keepFocus(change, root = document) {
  const active = document.activeElement;
  const name = active?.dataset?.focus;
  const caret = active?.selectionStart ?? null;
  change();
  if (!name || document.activeElement === active) return;
  const again = [...root.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === name);
  again?.focus();
  if (caret !== null && again?.setSelectionRange && again.tagName === "TEXTAREA") again.setSelectionRange(caret, caret);
}

let lastId = 0;

/** An id for joining a label to its field. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
