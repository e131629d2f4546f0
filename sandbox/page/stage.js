/** Backstage: the CRM, the clock, the log and what may go wrong, which no Slack has. */
import { post } from "./api.js";
import { clockCard, renderClock } from "./stage_clock.js";
import { dealList, readDeals } from "./stage_deals.js";
import { faultPanel, readFaults } from "./stage_faults.js";
import { dealForm, renderDealForm } from "./stage_form.js";
import { logPanel, readLog } from "./stage_log.js";
import { manyForm } from "./stage_many.js";
import { el } from "./dom.js";

const TABS = [["deals", "Deals"], ["log", "Log"], ["faults", "Faults"]];

/** Reads what the open tab shows, and the deals, which the forms need too. */
export function readStage(tab) {
  return Promise.all([readDeals(), tab === "log" ? readLog() : null, tab === "faults" ? readFaults() : null]);
}

/** Builds the stage once; answers `{render, tab}`. */
export function buildStage(root, actions) {
  const stage = { tab: "deals" };
  const act = (path) => (body) => actions.run(() => post(path, body));
  const parts = [dealForm(act("/sandbox/deal")), manyForm(act("/sandbox/deals/lose")), dealList(act("/sandbox/deal"))];
  const log = logPanel();
  const faults = faultPanel(actions);
  const panels = {
    deals: panel("deals", true, ...parts.map((one) => one.node)),
    log: panel("log", false, log.node),
    faults: panel("faults", true, faults.node),
  };
  const choose = (name) => {
    stage.tab = name;
    show(tabs, panels, name);
    actions.refresh();
  };
  const tabs = TABS.map(([name, words]) => el("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `stage-${name}`, data: { testid: `stage-tab-${name}`, tab: name }, onclick: () => choose(name),
  }, words));
  root.append(
    el("header", { class: "stage-head" }, el("h2", {}, "Stage"), el("p", {}, "Play the CRM, move the clock, see every call.")),
    clockCard(act("/sandbox/clock")),
    el("div", { class: "tabs", role: "tablist", "aria-label": "Stage", onkeydown: (event) => walk(event, tabs, choose) }, tabs),
    ...Object.values(panels));
  show(tabs, panels, "deals");
  return {
    get tab() { return stage.tab; },
    render: () => { renderClock(); renderDealForm(parts[0]); parts[1].render(); parts[2].render(); log.render(); faults.render(); },
  };
}

function panel(name, scrolls, ...children) {
  return el("div", { class: scrolls ? "stage-panel scroll" : "stage-panel", id: `stage-${name}`, role: "tabpanel", "aria-labelledby": `tab-${name}` }, children);
}

function show(tabs, panels, name) {
  for (const tab of tabs) {
    const chosen = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    panels[tab.dataset.tab].hidden = !chosen;
  }
}

/** Arrows, Home and End move between the tabs. */
function walk(event, tabs, choose) {
  const at = tabs.indexOf(document.activeElement);
  const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  const tab = tabs[(next + tabs.length) % tabs.length];
  choose(tab.dataset.tab);
  tab.focus();
}
