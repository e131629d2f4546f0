/** Every call, event and webhook that went over the wire, newest first. */
import { get } from "./api.js";
import { time } from "./dates.js";
import { el, keyed } from "./dom.js";
import { world, zone } from "./world.js";

const MOST = 500;
const KINDS = ["call", "event", "action", "command", "webhook"];

/** Reads the entries that are new since the last time; an answer is noted a moment after what it changed. */
export async function readLog() {
  const answer = await get("/sandbox/log", { after: world.log.at(-1)?.n ?? 0 });
  const known = world.log.at(-1)?.n ?? 0;
  world.log = [...world.log, ...answer.entries.filter((one) => one.n > known)].slice(-MOST);
}

/** The panel with its filters; answers `{node, render}`. */
export function logPanel() {
  const kind = el("select", { "aria-label": "Kind", data: { testid: "log-kind" } }, el("option", { value: "" }, "Everything"), KINDS.map((one) => el("option", { value: one }, `${one}s`)));
  const search = el("input", { type: "search", placeholder: "Filter by name or content", "aria-label": "Filter the log", data: { testid: "log-filter" } });
  const list = el("div", { class: "log-list scroll", data: { testid: "log" }, tabindex: "0", role: "region", "aria-label": "Log" });
  const nothing = el("p", { class: "empty small" }, "Nothing yet that matches.");
  const render = () => {
    const entries = world.log.filter((one) => matches(one, kind.value, search.value.trim().toLowerCase())).reverse();
    nothing.hidden = entries.length > 0;
    keyed(list, entries, { key: (one) => one.n, stamp: (one) => `${one.n}/${one.at}/${one.status}`, build: row });
  };
  kind.addEventListener("change", render);
  search.addEventListener("input", render);
  return { node: el("div", { class: "log" }, el("div", { class: "log-filters" }, kind, search), nothing, list), render };
}

function matches(entry, kind, words) {
  if (kind && entry.direction !== kind) return false;
  if (!words) return true;
  const shown = `${entry.name} ${entry.summary} ${outcome(entry).words}`;
  return shown.toLowerCase().includes(words) || JSON.stringify([entry.payload, entry.answer]).toLowerCase().includes(words);
}

/** How it ended, in a word: what was answered, or that nobody answered. */
function outcome({ status, answer }) {
  const good = status >= 200 && status < 300 && answer?.ok !== false;
  if (good) return { good, words: "ok" };
  return { good, words: answer?.error ?? (status ? String(status) : "no answer") };
}

function row(entry) {
  const { good, words } = outcome(entry);
  const details = el("details", { class: "log-entry", data: { testid: "log-entry", direction: entry.direction } },
    el("summary", {}, el("time", {}, time(new Date(entry.at), zone())), el("span", { class: `kind ${entry.direction}` }, entry.direction),
      el("span", { class: "log-name" }, entry.name), el("span", { class: good ? "status" : "status bad" }, words),
      entry.summary ? el("span", { class: "log-summary" }, entry.summary) : null));
  details.addEventListener("toggle", () => {
    if (details.open && !details.querySelector("pre")) details.append(...pretty("Sent", entry.payload), ...pretty("Answered", entry.answer));
  });
  return details;
}

function pretty(words, object) {
  if (!object || !Object.keys(object).length) return [];
  return [el("h4", {}, words), el("pre", { tabindex: "0", "aria-label": words }, JSON.stringify(object, null, 2))];
}
