/** "Edit in the CRM": a window in which any deal can be changed, and deleted or merged where its CRM tells of that. */
import { confirmed } from "./confirm.js";
import { el } from "./dom.js";
import { toast } from "./live.js";
import { CURRENCIES } from "./stage_form.js";
import { busy, field, grouped, menu, select, staff, text } from "./stage_fields.js";
import { world } from "./world.js";

const EDITED = ["name", "amount", "currency", "owner", "manager", "competitor", "reason"];

/** Opens the window; `change(body)` asks the server, `after` is called when the window is gone. */
export function editDeal(deal, change, after) {
  const fields = {
    name: text("edit-name", { required: true, maxlength: 200 }), amount: text("edit-amount", { inputmode: "decimal", maxlength: 20 }),
    currency: select("edit-currency", { "aria-label": "Currency" }), owner: select("edit-owner"), manager: select("edit-manager"),
    competitor: text("edit-competitor", { list: "rivals", maxlength: 100 }), reason: text("edit-reason", { list: "lost-reasons", maxlength: 200 }),
  };
  fill(fields, deal);
  const dialog = el("dialog", { class: "dialog small edit-deal", "aria-labelledby": "edit-title", data: { testid: "edit-deal" } });
  const leave = () => dialog.close();
  const act = async (button, body, done) => {
    const answer = await busy(button, () => change({ deal_id: deal.id, ...body }));
    if (!answer?.ok) return;
    leave();
    toast(done(answer), "done");
  };
  const save = el("button", { type: "submit", class: "b-button primary", data: { testid: "edit-save" } }, "Save");
  const send = (event) => {
    event.preventDefault();
    if (event.target.reportValidity()) act(save, { do: "edit", ...changed(fields, deal) }, told(deal));
  };
  dialog.append(
    el("h2", { id: "edit-title" }, "Edit in the CRM"),
    el("form", { class: "deal-form", onsubmit: send },
      field("Deal", fields.name),
      field("Amount", el("div", { class: "amount" }, fields.amount, fields.currency), fields.amount),
      el("div", { class: "pair" }, field("Owner", fields.owner), field("Manager", fields.manager)),
      el("div", { class: "pair" }, field("Competitor", fields.competitor), field("Reason", fields.reason)),
      el("div", { class: "dialog-foot" }, el("button", { type: "button", class: "b-button", onclick: leave }, "Cancel"), save)),
    ...(deal.crm === "hubspot" ? endings(deal, act) : []));
  dialog.addEventListener("close", () => { dialog.remove(); after(); });
  document.body.append(dialog);
  dialog.showModal();
}

function fill(fields, deal) {
  menu(fields.currency, [...new Set([...CURRENCIES, deal.currency])].map((one) => [one, one]));
  menu(fields.owner, staff());
  menu(fields.manager, [["", "Nobody"], ...staff()]);
  for (const name of EDITED) fields[name].value = deal[name] ?? "";
  fields.amount.value = grouped(deal.amount);
}

/** Only what is different: an owner who has left stays, unless somebody else is chosen. */
function changed(fields, deal) {
  const typed = EDITED.map((name) => [name, fields[name].value.trim()]);
  return Object.fromEntries(typed.filter(([name, value]) => value !== (name === "amount" ? grouped(deal.amount) : deal[name] ?? "")));
}

function told(deal) {
  return ({ status }) => (status === null ? `${deal.name} is saved. This CRM has nothing to tell of it now.` : `${deal.name} is saved, and the app was told.`);
}

/** Deleting and merging, of which only the HubSpot-shaped CRM tells. */
function endings(deal, act) {
  const others = world.deals.filter((one) => one.crm === deal.crm && one.id !== deal.id && !one.gone);
  const into = select("edit-into");
  menu(into, others.map((one) => [one.id, `${one.name} (${one.outcome})`]));
  const merge = el("button", {
    type: "button", class: "b-button", data: { testid: "edit-merge" }, onclick: () => act(merge, { do: "merge", into: into.value }, () => `${deal.name} went into the other deal.`),
  }, "Merge");
  const remove = el("button", { type: "button", class: "b-button danger", data: { testid: "edit-delete" }, onclick: async () => {
    if (await confirmed(ASK_DELETE)) act(remove, { do: "delete" }, () => `${deal.name} is deleted. The list can bring it back.`);
  } }, "Delete this deal");
  return [el("div", { class: "endings" }, field("Merge into", el("div", { class: "amount" }, into, merge), into), remove)];
}

const ASK_DELETE = {
  title: { type: "plain_text", text: "Delete this deal?" },
  text: { type: "plain_text", text: "The CRM tells the app that it is gone. The list can bring it back." },
  confirm: { type: "plain_text", text: "Delete" }, style: "danger",
};
