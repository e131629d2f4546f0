/** Coloured tiles with initials, in place of photographs. */
import { el } from "./dom.js";
import { person } from "./world.js";

const COLOURS = ["#3b5bab", "#8a3d6b", "#2c6e63", "#8a5a1f", "#5b4ba8", "#7a3b35", "#2f6b8f", "#5d6b2c"];

/** The tile of a person or an app; decorative, because the name always stands beside it. */
export function avatar(id, name, isBot = false) {
  const tile = el("span", { class: isBot ? "avatar bot" : "avatar", "aria-hidden": "true", data: { initials: initials(name) } });
  if (!isBot) tile.style.setProperty("--tile", colour(id));
  return tile;
}

/** The tile of somebody in the workspace, by id. */
export function avatarOf(id) {
  const one = person(id);
  return avatar(id, one?.real_name ?? id, one?.is_bot ?? false);
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2)).toUpperCase();
}

function colour(id) {
  const given = person(id)?.color ?? "";
  if (/^#?[0-9a-f]{6}$/i.test(given)) return given.startsWith("#") ? given : `#${given}`;
  return COLOURS[[...id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % COLOURS.length];
}
