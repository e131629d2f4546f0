/** Backstage: the CRM, the clock and the log, which no Slack has. */
import { post } from "./api.js";
import { renderClock, clockCard } from "./stage_clock.js";
import { dealForm, renderDealForm } from "./stage_form.js";
import { dealList, renderDeals } from "./stage_deals.js";
import { logPanel } from "./stage_log.js";
import { el } from "./dom.js";

const TABS = [["deals", "Deals"], ["log", "Log"]];

/** Builds the stage once; answers `{render, tab}`. */
export function buildStage(root, actions) {
  const move = (body) => actions.run(() => post("/sandbox/clock", body));
  const deal = (body) => actions.run(() => post("/sandbox/deal", body));
  const stage = { tab: "deals" };
  const form = dealForm(deal);
  const list = dealList();
  const log = logPanel();
  const panels = {
    deals: el("div", { class: "stage-panel scroll", id: "stage-deals", role: "tabpanel", "aria-labelledby": "tab-deals" }, form.node, list),
    log: el("div", { class: "stage-panel", id: "stage-log", role: "tabpanel", "aria-labelledby": "tab-log", hidden: true }, log.node),
  };
  const tabs = TABS.map(([name, words]) => el("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `stage-${name}`, data: { testid: `stage-tab-${name}` }, onclick: () => choose(name),
  }, words));
  const choose = (name) => {
    stage.tab = name;
    TABS.forEach(([one], index) => {
      panels[one].hidden = one !== name;
      tabs[index].setAttribute("aria-selected", String(one === name));
      tabs[index].tabIndex = one === name ? 0 : -1;
    });
    actions.refresh();
  };
  const walk = (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    choose(stage.tab === "deals" ? "log" : "deals");
    tabs.find((tab) => tab.tabIndex === 0).focus();
  };
  root.append(
    el("header", { class: "stage-head" }, el("h2", {}, "Stage"), el("p", {}, "The CRM, the clock and the wire.")),
    clockCard(move), el("div", { class: "tabs", role: "tablist", "aria-label": "Stage", onkeydown: walk }, tabs), panels.deals, panels.log);
  choose("deals");
  return {
    get tab() { return stage.tab; },
    render: () => { renderClock(); renderDealForm(form); renderDeals(list, deal); log.render(); },
  };
}
