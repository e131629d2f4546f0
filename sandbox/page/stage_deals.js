/** The deals of the stand-in CRMs, with what can be done to each. */
import { get } from "./api.js";
import { weekdayDay } from "./dates.js";
import { el, keyed } from "./dom.js";
import { editDeal } from "./stage_edit.js";
import { busy } from "./stage_fields.js";
import { isOpen } from "./stage_form.js";
import { personName, world, zone } from "./world.js";

const CRM = { generic: "Any CRM", hubspot: "HubSpot-shaped" };
const STAGES = { appointmentscheduled: "Appointment", qualifiedtobuy: "Qualified", contractsent: "Contract sent" };
const STEP = 40;

/** Reads the deals when one has changed, and how far a loss of many is. */
export async function readDeals() {
  const { deals, version, progress } = await get("/sandbox/deals", { version: world.dealsVersion ?? "" });
  world.progress = progress;
  if (!deals) return;
  world.deals = deals;
  world.dealsVersion = version;
}

/** The list, open deals first, then what was closed, newest first; `change(body)` asks the server. */
export function dealList(change) {
  const search = el("input", { type: "search", placeholder: "Name, person, competitor, reason", "aria-label": "Search the deals", data: { testid: "deal-search" } });
  const open = group("Open", 6, change);
  const closed = group("Closed, newest first", 6, change);
  const nothing = el("p", { class: "quiet-words", role: "status" });
  const download = el("a", { class: "download", download: "deals.csv" }, "Download all deals (CSV)");
  const render = () => {
    const words = search.value.trim().toLowerCase().split(/\s+/);
    const found = world.deals.filter((one) => says(one, words));
    open.render(found.filter(isOpen));
    closed.render(found.filter((one) => !isOpen(one)).sort((a, b) => endedAt(b).localeCompare(endedAt(a))));
    nothing.textContent = found.length ? "" : "No deal says that.";
    download.href = `/sandbox/deals.csv?${new URLSearchParams({ team: world.state?.team.id ?? "" })}`;
  };
  search.addEventListener("input", render);
  const node = el("section", { class: "card deals", "aria-labelledby": "deals-title" },
    el("h3", { id: "deals-title" }, "In the CRM"), search, nothing, open.node, closed.node, download);
  return { node, render };
}

/** One part of the list: its first few deals, and more of them at a press. */
function group(words, few, change) {
  let most = few;
  let deals = [];
  const title = el("h4", {});
  const list = el("ul", {});
  const more = el("button", { type: "button", class: "b-button small more", data: { testid: "deals-more" } });
  const node = el("div", { class: "deal-group" }, title, list, more);
  const draw = () => {
    keyed(list, deals.slice(0, most), { key: (one) => `${one.crm}/${one.id}`, build: (one) => row(one, change) });
    more.hidden = deals.length <= most;
    more.textContent = `Show ${Math.min(deals.length - most, STEP)} more`;
  };
  more.addEventListener("click", () => {
    const next = list.children.length;
    most += STEP;
    draw();
    list.children[next]?.querySelector("button")?.focus();
  });
  const render = (found) => {
    deals = found;
    node.hidden = !deals.length;
    title.textContent = `${words} (${deals.length})`;
    draw();
  };
  return { node, render };
}

/** When a deal was closed, or left. */
function endedAt(deal) {
  return (deal.gone ? deal.changed_at : deal.closed_at) ?? "";
}

function says(deal, words) {
  const text = [deal.name, personName(deal.owner), deal.competitor, deal.reason, deal.id, CRM[deal.crm], deal.outcome, deal.stage].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

function row(deal, change) {
  const act = (doing) => async (event) => {
    await busy(event.currentTarget, () => change({ do: doing, crm: deal.crm, deal_id: deal.id, name: deal.name }));
    focusDeal(deal);
  };
  const button = (doing, words, onclick = act(doing)) => el("button", {
    type: "button", class: "b-button tiny", "aria-label": `${words} ${deal.name}`, data: { testid: `deal-${doing}`, focus: `deal/${deal.id}/${doing}` }, onclick,
  }, words);
  const outcome = deal.gone ?? (isOpen(deal) ? "open" : deal.outcome);
  return el("li", { data: { testid: "deal", deal: deal.id, outcome } },
    el("div", { class: "deal-words" },
      el("strong", {}, deal.name),
      el("span", { class: "quiet-words" }, [personName(deal.owner), money(deal), CRM[deal.crm] ?? deal.crm].filter(Boolean).join(" · ")),
      isOpen(deal) ? null : el("span", { class: "quiet-words" }, ending(deal))),
    el("span", { class: "deal-actions" }, doings(deal, button, change)),
    el("span", { class: `outcome ${outcome}` }, isOpen(deal) ? STAGES[deal.stage] ?? deal.stage : outcome));
}

/** Gives the focus back to a deal that was drawn anew, wherever in the list it stands now. */
function focusDeal(deal, doing = "") {
  if (document.activeElement && document.activeElement !== document.body) return;
  const row = document.querySelector(`[data-testid=deal][data-deal="${CSS.escape(deal.id)}"]`);
  (row?.querySelector(`[data-testid="deal-${doing}"]`) ?? row?.querySelector("button"))?.focus();
}

function doings(deal, button, change) {
  if (deal.gone === "merged") return [];
  if (deal.gone) return [button("restore", "Restore")];
  const edit = button("edit", "Edit", () => editDeal(deal, change, () => focusDeal(deal, "edit")));
  return isOpen(deal) ? [button("lose", "Lose"), button("win", "Win"), edit] : [button("reopen", "Reopen"), edit];
}

function ending(deal) {
  const day = deal.closed_at ? weekdayDay(new Date(deal.closed_at), zone()) : "";
  return [day, deal.competitor && `against ${deal.competitor}`, deal.reason].filter(Boolean).join(" · ");
}

function money({ amount, currency }) {
  const number = Number(amount);
  if (!amount || Number.isNaN(number)) return "";
  const style = /^[A-Z]{3}$/.test(currency ?? "") ? { style: "currency", currency, maximumFractionDigits: 0 } : {};
  return new Intl.NumberFormat("en-GB", style).format(number);
}
