/** "Lose many at once": what a quarter's end, or somebody who tidies up, does to a team. */
import { el } from "./dom.js";
import { announce } from "./live.js";
import { crmChoices, REASONS } from "./stage_form.js";
import { busy, field, menu, number, select, staff, text } from "./stage_fields.js";
import { world } from "./world.js";

/** The form, folded away; `lose(body)` asks the server and answers when the app was told of all. */
export function manyForm(lose) {
  const fields = {
    count: number("many-count", { min: 1, max: 500, value: "30", required: true }), owner: select("many-owner"),
    crm: select("many-crm"), reason: text("many-reason", { list: "lost-reasons", maxlength: 200 }),
  };
  fields.reason.value = REASONS.at(-1);
  const button = el("button", { type: "submit", class: "b-button danger", data: { testid: "many-lose" } }, "Lose 30 deals");
  fields.count.addEventListener("input", () => { button.textContent = `Lose ${fields.count.value || "many"} deals`; });
  const bar = el("progress", { "aria-label": "Deals told", hidden: true, data: { testid: "many-progress" } });
  const result = el("p", { class: "result", hidden: true, data: { testid: "many-result" } });
  const send = async (event) => {
    event.preventDefault();
    if (!event.target.reportValidity()) return;
    result.hidden = true;
    const body = Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, node.value.trim()]));
    const answer = await busy(button, () => lose(body));
    if (answer?.ok) tell(result, answer);
  };
  const node = el("details", { class: "card many", data: { testid: "many" } },
    el("summary", {}, el("h3", {}, "Lose many at once")),
    el("form", { class: "deal-form", "aria-label": "Lose many at once", onsubmit: send },
      el("p", { class: "quiet-words" }, "Open deals first, then new ones. The HubSpot-shaped CRM tells of a hundred in one request, the other one of each alone."),
      el("div", { class: "pair" }, field("How many", fields.count), field("Whose", fields.owner)),
      field("CRM", fields.crm), field("Reason in the CRM", fields.reason),
      el("div", { class: "deal-buttons" }, button), bar, result));
  return { node, render: () => render(fields, bar) };
}

function render(fields, bar) {
  menu(fields.owner, [["", "Anybody's"], ...staff()]);
  menu(fields.crm, crmChoices());
  bar.hidden = !world.progress;
  if (!world.progress) return;
  bar.max = world.progress.total;
  bar.value = world.progress.told;
}

function tell(result, { total, new: made, requests, refused, status }) {
  const deals = `${total} ${total === 1 ? "deal is" : "deals are"} closed lost${made ? `, ${made} of them new` : ""}.`;
  const sent = `${requests} ${requests === 1 ? "request was" : "requests were"} sent`;
  const taken = refused ? `${refused} not taken (${status || "no answer"}); they will come again.` : "all taken.";
  result.textContent = `${deals} ${sent}, ${taken}`;
  result.classList.toggle("bad", refused > 0);
  result.hidden = false;
  announce(result.textContent);
}
