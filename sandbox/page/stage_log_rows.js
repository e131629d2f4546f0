/** One line of the log: when, which way, what, and how it ended; its payload unfolds below. */
import { el } from "./dom.js";
import { announce, toast } from "./live.js";

/** What the words of the log mean. */
export const KINDS = {
  call: { plural: "Calls", way: "app → Slack", means: "The app called the Web API." },
  event: { plural: "Events", way: "Slack → app", means: "Something happened that the app subscribed to." },
  action: { plural: "Actions", way: "person → app", means: "Somebody pressed a button, sent or closed a form." },
  command: { plural: "Commands", way: "person → app", means: "Somebody typed a slash command." },
  webhook: { plural: "Webhooks", way: "CRM → app", means: "A CRM told of a deal." },
  crm: { plural: "CRM calls", way: "app → CRM", means: "The app asked the CRM, or wrote to it." },
};

/** The meaning of the kinds, folded away. */
export function legend() {
  return el("details", { class: "legend" }, el("summary", {}, "What the words mean"),
    el("dl", {}, Object.entries(KINDS).flatMap(([kind, { way, means }]) => [
      el("dt", {}, el("span", { class: `kind ${kind}` }, kind)), el("dd", {}, `${way}. ${means}`),
    ])),
    el("p", {}, "Tokens and secrets are hidden."));
}

const texts = new WeakMap();

/** Whether an entry is of this kind (any: ""), holds these small letters, and went wrong if only that is asked for. */
export function matches(entry, kind, words, onlyBad) {
  if (kind && entry.direction !== kind) return false;
  if (onlyBad && outcome(entry).good) return false;
  return !words || textOf(entry).includes(words);
}

function textOf(entry) {
  if (!texts.has(entry)) {
    const shown = [entry.name, entry.summary, outcome(entry).words, JSON.stringify([entry.payload, entry.answer])];
    texts.set(entry, shown.join(" ").toLowerCase());
  }
  return texts.get(entry);
}

/** How it ended, in a word: what was answered, or that nobody answered. */
function outcome({ status, answer }) {
  const good = status >= 200 && status < 300 && answer?.ok !== false;
  if (good) return { good, words: "ok" };
  return { good, words: answer?.error ?? (status ? String(status) : "no answer") };
}

/** The line; `at` is its time in words. */
export function row(entry, at) {
  const { good, words } = outcome(entry);
  const said = entry.summary && entry.summary !== words ? entry.summary : "";
  const details = el("details", { class: "log-entry", data: { testid: "log-entry", direction: entry.direction } },
    el("summary", {},
      el("time", {}, at), el("span", { class: `kind ${entry.direction}`, title: KINDS[entry.direction]?.way }, entry.direction),
      el("span", { class: "log-name" }, entry.name), el("span", { class: "took" }, took(entry.took)),
      el("span", { class: good ? "status" : "status bad" }, el("span", { "aria-hidden": "true" }, good ? "✓ " : "✗ "), words),
      said ? el("span", { class: "log-summary" }, said) : null));
  details.addEventListener("toggle", () => {
    if (details.open && !details.querySelector("pre")) details.append(...pretty("Sent", entry.payload), ...pretty("Answered", entry.answer));
  });
  return details;
}

function took(seconds) {
  if (seconds === null || seconds === undefined) return "";
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : `${seconds.toFixed(1)} s`;
}

function pretty(words, object) {
  if (!object || !Object.keys(object).length) return [];
  const text = JSON.stringify(object, null, 2);
  return [
    el("div", { class: "log-head" }, el("h4", {}, words),
      el("button", { type: "button", class: "b-button tiny", "aria-label": `Copy what was ${words.toLowerCase()}`, onclick: () => copy(text) }, "Copy")),
    el("pre", { tabindex: "0", role: "region", "aria-label": words }, text),
  ];
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied.");
  } catch {
    toast("The browser does not let this page copy. Mark the text and copy it by hand.");
  }
}
