/** The workspaces of this sandbox: which one is shown, and whether the app is installed there. */
import { el } from "./dom.js";
import { world } from "./world.js";

const at = (id) => document.getElementById(id);

/** Wires the workspace switch: another workspace is another address, with its own people. */
export function startTeams() {
  at("team-switch").addEventListener("change", ({ target }) => {
    location.hash = new URLSearchParams({ team: target.value });
    // At once: a drawing under way would write the old address back before the browser tells of the new one.
    dispatchEvent(new HashChangeEvent("hashchange"));
  });
}

export function renderTeams() {
  const { team, teams, install_url: url } = world.state;
  const select = at("team-switch");
  const several = teams.length > 1;
  select.hidden = !several;
  at("team-name").classList.toggle("sr", several);
  const stamp = JSON.stringify(teams.map((one) => [one.id, one.name]));
  if (select.stamp !== stamp) select.replaceChildren(...teams.map((one) => el("option", { value: one.id }, one.name)));
  select.stamp = stamp;
  if (select.value !== team.id) select.value = team.id;
  showInstall(team.name, teams.find((one) => one.id === team.id)?.installed ?? true, url);
}

/** Where the app is missing, a line says so and how to get it. */
function showInstall(name, installed, url) {
  const line = at("install");
  line.hidden = installed;
  const stamp = `${name} ${url}`;
  if (installed || line.dataset.stamp === stamp) return;
  line.dataset.stamp = stamp;
  line.replaceChildren(el("strong", {}, "Not installed"), el("span", {}, `The app is not in ${name} yet. `, url ? link(url) : explained()));
}

function link(url) {
  return el("a", { href: url, target: "_blank", rel: "noopener", data: { testid: "install-link" } }, "Install it (in a new tab)");
}

function explained() {
  return ["Open the page on which the app begins its installation; given to the sandbox with ", el("code", {}, "--install-url"), ", it is linked here."];
}
