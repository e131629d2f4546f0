/** The deals of the stand-in CRMs, with what can be done to each. */
import { el, keyed } from "./dom.js";
import { personName, world } from "./world.js";
import { isOpen } from "./stage_form.js";

const ORDER = { lost: 0, won: 1 };

export function dealList() {
  return el("section", { class: "card deals", "aria-labelledby": "deals-title" }, el("h3", { id: "deals-title" }, "In the CRM"), el("ul", {}));
}

/** Draws the list, closed deals first; `change(body)` asks the server. */
export function renderDeals(root, change) {
  const deals = [...world.deals].sort((a, b) => (ORDER[a.outcome] ?? 2) - (ORDER[b.outcome] ?? 2));
  keyed(root.querySelector("ul"), deals, { key: (one) => `${one.crm}/${one.id}`, build: (one) => row(one, change) });
}

function row(deal, change) {
  const press = (outcome) => async (event) => {
    event.currentTarget.setAttribute("aria-busy", "true");
    await change({ do: outcome, crm: deal.crm, deal_id: deal.id, name: deal.name });
  };
  const doing = isOpen(deal) ? [["win", "Win"], ["lose", "Lose"]] : [["reopen", "Reopen"]];
  return el("li", { data: { testid: "deal", deal: deal.id, outcome: deal.outcome ?? "open" } },
    el("div", { class: "deal-words" },
      el("strong", {}, deal.name),
      el("span", { class: "quiet-words" }, [personName(deal.owner), money(deal), deal.crm].filter(Boolean).join(" · "))),
    el("span", { class: `outcome ${isOpen(deal) ? "open" : deal.outcome}` }, isOpen(deal) ? deal.stage || "open" : deal.outcome),
    el("span", { class: "deal-actions" }, doing.map(([outcome, words]) => el("button", {
      type: "button", class: "b-button tiny", "aria-label": `${words} ${deal.name}`, data: { testid: `deal-${outcome}`, focus: `deal/${deal.id}/${outcome}` }, onclick: press(outcome),
    }, words))));
}

function money({ amount, currency }) {
  const number = Number(amount);
  if (!amount || Number.isNaN(number)) return "";
  const style = /^[A-Z]{3}$/.test(currency ?? "") ? { style: "currency", currency, maximumFractionDigits: 0 } : {};
  return new Intl.NumberFormat("en-GB", style).format(number);
}
