/** Where the story bar stands: in its place on the page, and in an open window, which nothing outside of can be used. */

/** Puts the bar back into its place on the page. */
export function settle(node, home) {
  if (node.parentElement !== home) home.append(node);
  home.style.minHeight = "";
  for (const side of ["top", "left", "width"]) node.style[side] = "";
}

/** Puts the bar into the open window when `reachable`, looking as if it had stayed where it was. */
export function standIn(node, home, reachable) {
  const windows = [...document.querySelectorAll("dialog[open]")];
  const dialog = reachable ? windows.at(-1) : null;
  if (!dialog) return settle(node, home);
  const held = node.contains(document.activeElement) ? document.activeElement : null;
  if (node.parentElement !== dialog) dialog.append(node);
  dialog.classList.add("with-story");
  held?.focus({ preventScroll: true });
  home.style.minHeight = `${node.offsetHeight}px`;
  const { top, left, width, bottom } = home.getBoundingClientRect();
  Object.assign(node.style, { top: `${top}px`, left: `${left}px`, width: `${width}px` });
  dialog.style.setProperty("--story-top", `${top}px`);
  dialog.style.setProperty("--story-bottom", `${bottom}px`);
}
