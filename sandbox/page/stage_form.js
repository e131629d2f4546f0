/** "Lose a deal": the form that closes a deal in one of the stand-in CRMs. */
import { el, freshId } from "./dom.js";
import { toast } from "./live.js";
import { world } from "./world.js";

const REASONS = ["Price", "Missing feature", "Timing", "Relationship", "No budget", "No decision"];
const NOBODY = "nobody";
const CURRENCIES = ["EUR", "USD", "GBP"];

/** The form; `change(body)` asks the server and answers what it said. */
export function dealForm(change) {
  const fields = {
    crm: select("stage-crm"), name: text("stage-name", { list: "open-deals", required: true, maxlength: 200 }),
    amount: text("stage-amount", { inputmode: "decimal", maxlength: 20 }), currency: select("stage-currency", { "aria-label": "Currency" }),
    owner: select("stage-owner"), manager: select("stage-manager"),
    competitor: text("stage-competitor", { maxlength: 100 }), reason: text("stage-reason", { list: "lost-reasons", maxlength: 200 }),
  };
  fields.currency.append(...CURRENCIES.map((one) => el("option", {}, one)));
  fields.competitor.value = "Contoso";
  fields.reason.value = "Price";
  fields.name.addEventListener("change", () => fillFrom(fields, named(fields)));
  const close = async (outcome, button) => {
    if (!fields.name.value.trim()) return fields.name.focus();
    button.setAttribute("aria-busy", "true");
    const body = { do: outcome, ...bodyOf(fields) };
    fields.name.dataset.used = body.name;
    const answer = await change(body);
    button.removeAttribute("aria-busy");
    if (answer?.ok) done(body, answer);
    else delete fields.name.dataset.used;
  };
  const lose = el("button", { type: "submit", class: "b-button danger wide", data: { testid: "stage-lose" } }, "Lose this deal");
  const win = el("button", { type: "button", class: "b-button", data: { testid: "stage-win" }, onclick: () => close("win", win) }, "Win it");
  const node = el("form", { class: "card deal-form", "aria-labelledby": "lose-title", novalidate: true, onsubmit: (event) => { event.preventDefault(); close("lose", lose); } },
    el("h3", { id: "lose-title" }, "Lose a deal"),
    field("Deal", fields.name), el("datalist", { id: "open-deals" }),
    el("div", { class: "pair" }, field("Amount", el("div", { class: "amount" }, fields.amount, fields.currency), fields.amount), field("Owner", fields.owner)),
    el("div", { class: "pair" }, field("Competitor", fields.competitor), field("Reason in the CRM", fields.reason)),
    el("div", { class: "pair" }, field("CRM", fields.crm), field("Manager", fields.manager)),
    el("datalist", { id: "lost-reasons" }, REASONS.map((one) => el("option", { value: one }))),
    el("div", { class: "deal-buttons" }, lose, win));
  return { node, fields, filled: false };
}

/** Fills the menus, and once the whole form with the first open deal, so that one press is enough. */
export function renderDealForm({ node, fields }) {
  const { crms, people } = world.state;
  const humans = people.filter((one) => !one.is_bot).map((one) => [one.id, one.real_name]);
  menu(fields.crm, crms.map((one) => [one.id, one.connected === false ? `${one.label} (not connected)` : one.label]));
  menu(fields.owner, humans);
  menu(fields.manager, [["", "From the CRM"], ...humans, [NOBODY, "Nobody"]]);
  const open = world.deals.filter((one) => isOpen(one));
  const list = node.querySelector("#open-deals");
  const stamp = JSON.stringify(open.map((one) => one.name));
  if (list.stamp !== stamp) list.replaceChildren(...open.map((one) => el("option", { value: one.name })));
  list.stamp = stamp;
  const untouched = !fields.name.value || (fields.name.dataset.used === fields.name.value && document.activeElement !== fields.name);
  if (untouched && open.length) fillFrom(fields, open[0]);
}

export function isOpen(deal) {
  return !["won", "lost"].includes(deal.outcome);
}

function named(fields) {
  return world.deals.find((one) => one.name === fields.name.value.trim() && isOpen(one));
}

function fillFrom(fields, deal) {
  if (!deal) return;
  fields.name.value = deal.name;
  const rival = fields.competitor.value.trim();
  if (rival && deal.name.includes(rival)) fields.competitor.value = "";
  fields.amount.value = deal.amount ? String(Number(deal.amount)) : "";
  if (CURRENCIES.includes(deal.currency)) fields.currency.value = deal.currency;
  if ([...fields.crm.options].some((one) => one.value === deal.crm)) fields.crm.value = deal.crm;
  if ([...fields.owner.options].some((one) => one.value === deal.owner)) fields.owner.value = deal.owner;
}

function bodyOf(fields) {
  const known = named(fields);
  const words = Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, node.value.trim()]).filter(([, value]) => value));
  if (words.manager === NOBODY) words.manager = "";
  return known && known.crm === words.crm ? { ...words, deal_id: known.id } : words;
}

function done(body, answer) {
  const what = body.do === "lose" ? "closed lost" : "closed won";
  const told = answer.status && answer.status >= 300 ? ` The app answered ${answer.status}.` : "";
  toast(`${body.name} is ${what} in the CRM.${told}`, told ? "error" : "done");
}

function menu(node, pairs) {
  const stamp = JSON.stringify(pairs);
  if (node.stamp === stamp) return;
  const before = node.value;
  node.replaceChildren(...pairs.map(([value, words]) => el("option", { value }, words)));
  node.stamp = stamp;
  if (pairs.some(([value]) => value === before)) node.value = before;
}

function field(words, shown, input = shown) {
  input.id ||= freshId("deal");
  return el("div", { class: "field" }, el("label", { for: input.id }, words), shown);
}

function text(testid, props = {}) {
  return el("input", { type: "text", autocomplete: "off", data: { testid }, ...props });
}

function select(testid, props = {}) {
  return el("select", { data: { testid }, ...props });
}
