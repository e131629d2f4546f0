/** A small card that says who somebody is. */
import { post } from "./api.js";
import { avatar } from "./avatar.js";
import { city, time } from "./dates.js";
import { el } from "./dom.js";
import { besideAnchor } from "./floating.js";
import { attempt } from "./live.js";
import { now, person, place, world, zoneOf } from "./world.js";

/** Shows the card of `id` beside `anchor`; `open(channel)` goes to the conversation with that person. */
export function showProfile(id, anchor, open) {
  const one = person(id);
  if (!one) return;
  const card = el("div", { class: "profile", popover: "auto", role: "dialog", "aria-label": `Profile of ${one.real_name}`, data: { testid: "profile" } },
    avatar(one.id, one.real_name, one.is_bot),
    el("div", {}, el("strong", {}, one.real_name), one.deleted ? el("span", { class: "quiet-words" }, " deactivated") : null,
      el("p", {}, one.is_bot ? "App" : one.title), one.is_bot ? null : el("p", { class: "quiet-words" }, localTime(one))),
    one.deleted || one.id === place.me ? null : el("button", { type: "button", class: "b-button small", onclick: () => write(one, card, open) }, "Message"));
  document.body.append(card);
  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    card.remove();
    if (anchor.isConnected) anchor.focus();
  });
  card.showPopover();
  besideAnchor(card, anchor);
  card.querySelector("button")?.focus();
}

function localTime(one) {
  return `${time(now(), zoneOf(one))} local time, ${city(zoneOf(one))}`;
}

async function write(one, card, open) {
  card.hidePopover();
  const app = world.state.conversations.find((each) => each.kind === "app" && each.member_ids.includes(one.id));
  if (app) return open(app.id);
  const answer = await attempt(() => post("/sandbox/open_dm", { as: place.me, users: [one.id] }));
  return answer?.channel ? open(answer.channel) : null;
}
