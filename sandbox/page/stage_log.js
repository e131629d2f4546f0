/** Every call, event and webhook that went over the wire, newest first. */
import { get } from "./api.js";
import { time } from "./dates.js";
import { el, keyed } from "./dom.js";
import { KINDS, legend, matches, row } from "./stage_log_rows.js";
import { world, zone } from "./world.js";

const MOST = 1000;
const SHOWN = 200;

/** Reads the entries that are new since the last time; an answer is noted a moment after what it changed. */
export async function readLog() {
  const answer = await get("/sandbox/log", { after: world.log.at(-1)?.n ?? 0 });
  const known = world.log.at(-1)?.n ?? 0;
  const fresh = answer.entries.filter((one) => one.n > known);
  if (fresh.length) world.log = [...world.log, ...fresh].slice(-MOST);
}

/** The panel with its filters; answers `{node, render}`. */
export function logPanel() {
  const view = { most: SHOWN, until: null };
  const { kind, search, bad, pause, node: controls } = filters();
  const more = el("button", { type: "button", class: "b-button small more", data: { testid: "log-more" } }, "Show older");
  const nothing = el("p", { class: "empty small" }, "Nothing yet that matches.");
  const rows = el("div", {});
  const list = el("div", { class: "log-list scroll", data: { testid: "log" }, tabindex: "0", role: "region", "aria-label": "Log" }, nothing, rows, more);
  const render = () => {
    const held = view.until === null ? world.log : world.log.filter((one) => one.n <= view.until);
    const words = search.value.trim().toLowerCase();
    const found = held.filter((one) => matches(one, kind.value, words, bad.checked));
    nothing.hidden = found.length > 0;
    more.hidden = found.length <= view.most;
    const tz = zone();
    keyed(rows, found.slice(-view.most).reverse(), { key: (one) => one.n, stamp: (one) => `${one.n}/${one.at}/${tz}`, build: (one) => row(one, time(new Date(one.at), tz)) });
    renderPause(pause, view);
  };
  const again = () => { view.most = SHOWN; render(); };
  for (const input of [kind, bad]) input.addEventListener("change", again);
  search.addEventListener("input", again);
  more.addEventListener("click", () => { view.most += SHOWN; render(); });
  pause.addEventListener("click", () => {
    view.until = view.until === null ? world.log.at(-1)?.n ?? 0 : null;
    render();
  });
  return { node: el("div", { class: "log" }, controls, legend(), list), render };
}

function filters() {
  const kind = el("select", { "aria-label": "Kind", data: { testid: "log-kind" } },
    el("option", { value: "" }, "Everything"), Object.entries(KINDS).map(([one, { plural }]) => el("option", { value: one }, plural)));
  const search = el("input", { type: "search", placeholder: "Name or content", "aria-label": "Filter the log", data: { testid: "log-filter" } });
  const bad = el("input", { type: "checkbox", data: { testid: "log-errors" } });
  const pause = el("button", { type: "button", class: "b-button tiny", "aria-pressed": "false", data: { testid: "log-pause" } }, "Pause");
  const node = el("div", {}, el("div", { class: "log-filters" }, kind, search),
    el("div", { class: "log-tools" }, el("label", { class: "check" }, bad, "Only what went wrong"), pause));
  return { kind, search, bad, pause, node };
}

function renderPause(button, { until }) {
  const waiting = until === null ? 0 : world.log.filter((one) => one.n > until).length;
  const words = until === null ? "Pause" : waiting ? `Go on (${waiting} new)` : "Go on";
  if (button.textContent !== words) button.textContent = words;
  button.setAttribute("aria-pressed", String(until !== null));
}
