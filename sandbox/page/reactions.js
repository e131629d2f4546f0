/** Reactions under a message. */
import { post } from "./api.js";
import { el, iconButton } from "./dom.js";
import { character, words } from "./emoji.js";
import { pickEmoji } from "./emoji_picker.js";
import { personName, place } from "./world.js";

/** One button per emoji with its count: pressed when the reader is among those who reacted. */
export function reactions(one, actions) {
  if (!one.reactions?.length) return null;
  const channel = place.channel;
  const send = (name, on) => actions.run(() => post("/sandbox/react", { as: place.me, channel, ts: one.ts, name, on }));
  return el("div", { class: "reactions" }, one.reactions.map((reaction) => pill(reaction, send)),
    iconButton("smile", "Add a reaction", (event) => pickEmoji(event.currentTarget, (name) => send(name, true)), { class: "reaction add", data: { focus: "react" } }));
}

function pill({ name, users }, send) {
  const mine = users.includes(place.me);
  return el("button", {
    type: "button", class: "reaction", "aria-pressed": String(mine),
    "aria-label": `${words(name)}, ${users.length}: ${listed(users.map((id) => (id === place.me ? "you" : personName(id))))}`,
    data: { testid: "reaction", name, focus: `reaction/${name}`, tip: `${whoReacted(users, mine)} reacted with :${name}:` }, onclick: () => send(name, !mine),
  }, el("span", { class: "emoji" }, character(name) ?? `:${name}:`), el("span", { class: "number" }, String(users.length)));
}

function whoReacted(users, mine) {
  const others = users.filter((id) => id !== place.me).map(personName);
  return listed(mine ? [others.length ? "You" : "You (click to take it back)", ...others] : others);
}

function listed(names) {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
}
