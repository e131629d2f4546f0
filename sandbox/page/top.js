/** The bar across the page: workspace, time, who you are; and the sentence for newcomers. */
import { avatarOf } from "./avatar.js";
import { el } from "./dom.js";
import { renderTeams, startTeams } from "./teams.js";
import { place, title, world } from "./world.js";

const at = (id) => document.getElementById(id);

/** Wires the switches; `become(id)` shows the workspace as somebody else. */
export function renderPerson(select, become) {
  startTeams();
  select.addEventListener("change", () => become(select.value));
}

export function renderTop(here) {
  const { team, people, story_hint: hint } = world.state;
  at("team-name").textContent = team.name;
  renderTeams();
  const unread = world.state.conversations.filter((one) => one.unread && one.id !== place.channel).length;
  document.title = `${unread ? `(${unread}) ` : ""}${here ? title(here) : ""} · ${team.name} sandbox`;
  at("hint").hidden = !hint;
  if (at("hint").dataset.words !== hint) showHint(hint ?? "");
  showPeople(at("person-switch"), people.filter((one) => !one.is_bot && !one.deleted));
}

function showHint(hint) {
  at("hint").dataset.words = hint;
  at("hint").replaceChildren(el("strong", {}, "Start here"), el("span", {}, hint));
}

function showPeople(select, people) {
  const stamp = JSON.stringify(people.map((one) => [one.id, one.real_name, one.title]));
  if (select.stamp !== stamp) {
    select.replaceChildren(...people.map((one) => el("option", { value: one.id }, one.title ? `${one.real_name} · ${one.title}` : one.real_name)));
    select.stamp = stamp;
  }
  if (select.value !== place.me) select.value = place.me;
  if (at("person-avatar").dataset.id === place.me) return;
  at("person-avatar").dataset.id = place.me;
  at("person-avatar").replaceChildren(avatarOf(place.me));
}
