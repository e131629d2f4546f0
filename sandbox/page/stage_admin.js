/** What an administrator might do: archive a channel, deactivate somebody, take the app away. */
import { post } from "./api.js";
import { confirmed } from "./confirm.js";
import { el } from "./dom.js";
import { busy, field, menu, select } from "./stage_fields.js";
import { place } from "./world.js";

/** The card; answers `{node, render}`. */
export function adminCard(actions) {
  const channel = choice("admin-channel", "Channel", async ({ id, name, archived }) => {
    const sure = archived || await asked(`Archive #${name}?`, "Nobody can write there any more. You can bring it back here.", "Archive");
    return sure && (() => post("/sandbox/archive", { channel: id, on: !archived }));
  }, actions);
  const person = choice("admin-person", "Person", async ({ id, name, deleted }) => {
    const sure = deleted || await asked(`Deactivate ${name}?`, `${name} can no longer log in, and the app hears of it. You can bring them back here.`, "Deactivate");
    return sure && (() => post("/sandbox/people", { id, deleted: !deleted }));
  }, actions);
  const revoke = ending("admin-revoke", "Revoke token", "/sandbox/revoke", "The app's token stops working at once. Only installing the app again helps.", actions);
  const uninstall = ending("admin-uninstall", "Uninstall app", "/sandbox/uninstall", "The app leaves this workspace and its token dies. Only installing it again helps.", actions);
  const away = el("p", { class: "field-hint" }, "The app is not installed here: its token is dead.");
  const node = el("section", { class: "card deal-form", "aria-labelledby": "admin-title" },
    el("h3", { id: "admin-title" }, "As an administrator"), channel.node, person.node,
    el("div", { class: "deal-buttons" }, revoke, uninstall), away);
  const render = ({ channels, people, installed }) => {
    channel.render(channels.map((one) => ({ ...one, words: one.archived ? `#${one.name} (archived)` : `#${one.name}`, doing: one.archived ? "Unarchive" : "Archive" })));
    const others = people.filter((one) => one.id !== place.me);
    person.render(others.map((one) => ({ ...one, words: one.deleted ? `${one.name} (deactivated)` : one.name, doing: one.deleted ? "Reactivate" : "Deactivate" })));
    for (const button of [revoke, uninstall]) button.disabled = !installed;
    away.hidden = installed;
  };
  return { node, render };
}

/** A select with a button that says what would become of the chosen one; `change` answers the call, or nothing. */
function choice(testid, words, change, actions) {
  const known = new Map();
  const which = select(testid);
  const button = el("button", { type: "button", class: "b-button", data: { testid: `${testid}-do` } });
  const name = () => { button.textContent = known.get(which.value)?.doing ?? "Change"; };
  name();
  which.addEventListener("change", name);
  button.addEventListener("click", () => busy(button, async () => {
    const call = await change(known.get(which.value));
    return call && actions.run(call);
  }));
  const render = (choices) => {
    known.clear();
    for (const one of choices) known.set(one.id, one);
    menu(which, choices.map((one) => [one.id, one.words]));
    name();
  };
  return { node: field(words, el("div", { class: "amount" }, which, button), which), render };
}

function ending(testid, words, path, warning, actions) {
  const button = el("button", { type: "button", class: "b-button danger quiet", data: { testid }, onclick: () => busy(button, async () => (
    await asked(`${words}?`, warning, words) && actions.run(() => post(path, {}))
  )) }, words);
  return button;
}

function asked(title, warning, yes) {
  const plain = (words) => ({ type: "plain_text", text: words });
  return confirmed({ title: plain(title), text: plain(warning), confirm: plain(yes), style: "danger" });
}
