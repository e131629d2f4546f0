/** Emoji: characters for short names, and the search among them. */
import { el } from "./dom.js";
import { EMOJI_GROUPS } from "./emoji_names.js";

const EMOJI = new Map(EMOJI_GROUPS.flatMap(([, pairs]) => pairs));
const TONES = { "skin-tone-2": "🏻", "skin-tone-3": "🏼", "skin-tone-4": "🏽", "skin-tone-5": "🏾", "skin-tone-6": "🏿" };

/** Names offered first when somebody reacts. */
export const COMMON = [
  "+1", "raised_hands", "clap", "tada", "clinking_glasses", "heart", "fire", "eyes",
  "bulb", "dart", "rocket", "muscle", "thinking_face", "pray", "white_check_mark", "100",
];

/** The character of a short name, or nothing; `name::skin-tone-3` has a tone. */
export function character(name) {
  const [base, tone] = name.split("::");
  const sign = EMOJI.get(base);
  return sign && tone ? sign + (TONES[tone] ?? "") : sign;
}

/** An emoji that a screen reader can name; null when the name is unknown. */
export function emoji(name) {
  const sign = character(name);
  return sign ? el("span", { class: "emoji", role: "img", "aria-label": words(name), title: `:${name}:` }, sign) : null;
}

/** A short name as words. */
export function words(name) {
  return name.replaceAll("_", " ");
}

/** Known names that hold `part`: those that begin with it first, then the shortest. */
export function namesLike(part) {
  const rank = (name) => (name.startsWith(part) ? 0 : 100) + name.length;
  return [...EMOJI.keys()].filter((name) => name.includes(part)).sort((a, b) => rank(a) - rank(b));
}
