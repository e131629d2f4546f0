/** "Lose a deal": the form that closes a deal in one of the stand-in CRMs. */
import { el } from "./dom.js";
import { toast } from "./live.js";
import { busy, field, grouped, menu, select, staff, text } from "./stage_fields.js";
import { world } from "./world.js";

export const REASONS = ["Price", "Missing feature", "Onboarding effort", "Timing", "Relationship", "No budget", "No decision"];
const RIVALS = ["Contoso", "VanArsdel", "Southridge"];
export const CURRENCIES = ["EUR", "USD", "GBP"];
const NOBODY = "nobody";
const NO_MANAGER = "The CRM will name none; the team's own roster may still know one.";

/** The form; `change(body)` asks the server and answers what it said. */
export function dealForm(change) {
  const fields = {
    name: text("stage-name", { list: "open-deals", required: true, maxlength: 200 }),
    amount: text("stage-amount", { inputmode: "decimal", maxlength: 20 }), currency: select("stage-currency", { "aria-label": "Currency" }),
    owner: select("stage-owner"), manager: select("stage-manager"),
    competitor: text("stage-competitor", { list: "rivals", maxlength: 100 }), reason: text("stage-reason", { list: "lost-reasons", maxlength: 200 }),
    crm: select("stage-crm"),
  };
  menu(fields.currency, CURRENCIES.map((one) => [one, one]));
  fields.competitor.value = RIVALS[0];
  fields.reason.value = REASONS[0];
  fields.name.addEventListener("change", () => fillFrom(fields, named(fields)));
  fields.amount.addEventListener("change", () => { fields.amount.value = grouped(fields.amount.value); });
  const hint = el("p", { class: "field-hint", hidden: true }, NO_MANAGER);
  fields.manager.addEventListener("change", () => { hint.hidden = fields.manager.value !== NOBODY; });
  const close = (outcome, button) => (fields.name.value.trim() ? busy(button, () => closed(fields, outcome, change)) : fields.name.focus());
  const lose = el("button", { type: "submit", class: "b-button danger wide", data: { testid: "stage-lose" } }, "Lose this deal");
  const win = el("button", { type: "button", class: "b-button", data: { testid: "stage-win" }, onclick: () => close("win", win) }, "Win it");
  const node = el("form", { class: "card deal-form", "aria-labelledby": "lose-title", novalidate: true, onsubmit: (event) => { event.preventDefault(); close("lose", lose); } },
    el("h3", { id: "lose-title" }, "Lose a deal"),
    field("Deal", fields.name), el("datalist", { id: "open-deals" }),
    field("Amount", el("div", { class: "amount" }, fields.amount, fields.currency), fields.amount),
    el("div", { class: "pair" }, field("Owner", fields.owner), field("Manager", fields.manager)), hint,
    el("div", { class: "pair" }, field("Competitor", fields.competitor), field("Reason in the CRM", fields.reason)),
    field("CRM", fields.crm),
    el("datalist", { id: "lost-reasons" }, REASONS.map((one) => el("option", { value: one }))),
    el("datalist", { id: "rivals" }, RIVALS.map((one) => el("option", { value: one }))),
    el("div", { class: "deal-buttons" }, lose, win));
  return { node, fields };
}

/** Fills the menus, and once the whole form with the newest open deal, so that one press is enough. */
export function renderDealForm({ node, fields }) {
  menu(fields.crm, crmChoices());
  menu(fields.owner, staff());
  menu(fields.manager, [["", "As in the CRM"], ...staff(), [NOBODY, "Nobody"]]);
  const open = world.deals.filter(isOpen);
  menu(node.querySelector("#open-deals"), open.map((one) => [one.name, ""]));
  const untouched = !fields.name.value || (fields.name.dataset.used === fields.name.value && document.activeElement !== fields.name);
  if (untouched && open.length) fillFrom(fields, open[0]);
}

/** The CRMs for a select. */
export function crmChoices() {
  return world.state.crms.map((one) => [one.id, one.connected === false ? `${one.label}, not connected` : one.label]);
}

export function isOpen(deal) {
  return deal.outcome === "open" && !deal.gone;
}

function named(fields) {
  return world.deals.find((one) => one.name === fields.name.value.trim() && isOpen(one));
}

function fillFrom(fields, deal) {
  if (!deal) return;
  fields.name.value = deal.name;
  const rival = fields.competitor.value.trim();
  if (rival && deal.name.includes(rival)) fields.competitor.value = RIVALS.find((one) => !deal.name.includes(one));
  fields.amount.value = grouped(deal.amount);
  if (CURRENCIES.includes(deal.currency)) fields.currency.value = deal.currency;
  if ([...fields.crm.options].some((one) => one.value === deal.crm)) fields.crm.value = deal.crm;
  if ([...fields.owner.options].some((one) => one.value === deal.owner)) fields.owner.value = deal.owner;
}

async function closed(fields, outcome, change) {
  const body = { do: outcome, ...bodyOf(fields) };
  fields.name.dataset.used = body.name;
  const answer = await change(body);
  if (!answer?.ok) return delete fields.name.dataset.used;
  toast(`${body.name} is ${outcome === "lose" ? "closed lost" : "closed won"} in the CRM.`, "done");
}

function bodyOf(fields) {
  const known = named(fields);
  const words = Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, node.value.trim()]).filter(([, value]) => value));
  if (words.manager === NOBODY) words.manager = "";
  return known && known.crm === words.crm ? { ...words, deal_id: known.id } : words;
}
