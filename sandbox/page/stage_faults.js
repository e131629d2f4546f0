/** "Faults": what Slack, the network or an administrator might do to an app, on demand. */
import { get, post, remove } from "./api.js";
import { adminCard } from "./stage_admin.js";
import { el, keyed } from "./dom.js";
import { busy, field, menu, number, select, text } from "./stage_fields.js";
import { world } from "./world.js";

const OTHER = "other";
const ALWAYS = ["chat.postMessage", "chat.update", "conversations.open", "users.lookupByEmail", "views.open"];
const FOR_EVER = -1;
/** The kinds that wait for so many seconds. */
const TIMED = ["hang", "late_answer", "late", "reorder"];

/** Reads what can be ordered and what is. */
export async function readFaults() {
  world.misbehaviour = await get("/sandbox/misbehaviour");
}

/** The panel; answers `{node, render}`. */
export function faultPanel(actions) {
  const add = (body) => actions.run(() => post("/sandbox/faults", body));
  const order = orderForm(add);
  const orders = el("ul", { class: "orders", data: { testid: "fault-orders" } });
  const none = el("p", { class: "quiet-words" }, "None: everything works.");
  const clear = el("button", { type: "button", class: "b-button small", data: { testid: "fault-clear" }, onclick: () => busy(clear, () => actions.run(() => remove("/sandbox/faults"))) }, "Clear all");
  const lag = lagForm(add);
  const admin = adminCard(actions);
  const render = () => {
    const known = world.misbehaviour;
    if (!known) return;
    order.render(known);
    keyed(orders, known.faults.map((one, index) => ({ ...one, index })), { key: (one) => one.index, build: orderRow });
    none.hidden = known.faults.length > 0;
    clear.hidden = !known.faults.length && !known.read_lag;
    lag.render(known);
    admin.render(known);
  };
  const node = el("div", {}, order.node,
    el("section", { class: "card", "aria-labelledby": "orders-title" }, el("div", { class: "card-head" }, el("h3", { id: "orders-title" }, "In force"), clear), none, orders),
    lag.node, admin.node);
  return { node, render };
}

/** The form that orders one fault; what does not fit the chosen kind is hidden. */
function orderForm(add) {
  const fields = orderFields();
  const parts = {
    code: field("Error code", fields.code), times: field("How many times", fields.times), percent: field("Percent", fields.percent),
    seed: field("Seed", fields.seed, fields.seed, "The same seed strikes the same calls again."),
    seconds: field("Seconds", fields.seconds), retry: field("Retry-After, seconds", fields.retry),
  };
  const means = el("p", { class: "field-hint", "aria-live": "polite" });
  const render = (known) => {
    if (!known) return;
    menus(fields, known);
    fit(fields, parts);
    means.textContent = meaning(fields.kind.value);
  };
  for (const input of [fields.method, fields.kind, fields.often]) input.addEventListener("change", () => render(world.misbehaviour));
  const button = el("button", { type: "submit", class: "b-button danger wide", data: { testid: "fault-add" } }, "Misbehave");
  const send = async (event) => {
    event.preventDefault();
    if (!event.target.reportValidity()) return;
    await busy(button, () => add(orderOf(fields)));
    fields.seed.value = String(randomSeed());
  };
  const node = el("form", { class: "card deal-form", "aria-labelledby": "fault-title", onsubmit: send },
    el("h3", { id: "fault-title" }, "Misbehave"),
    field("Which call or event", fields.method), field("How", fields.kind), means,
    parts.code, el("div", { class: "pair" }, field("How often", fields.often), parts.times, parts.percent, parts.seed, parts.seconds, parts.retry),
    el("div", { class: "deal-buttons" }, button));
  return { node, render };
}

function orderFields() {
  const fields = {
    method: select("fault-method"), kind: select("fault-kind"), code: text("fault-code", { placeholder: "channel_not_found", pattern: "[a-z_]+", required: true }),
    often: select("fault-often"), times: number("fault-times", { min: 1, value: "1" }), percent: number("fault-percent", { min: 1, max: 100, value: "50" }),
    seed: number("fault-seed", { min: 0 }), seconds: number("fault-seconds", { min: 0, step: "any", value: "5" }), retry: number("fault-retry", { min: 0, value: "30" }),
  };
  menu(fields.often, [["times", "A few times"], ["ever", "Every time"], ["chance", "By chance"]]);
  fields.seed.value = String(randomSeed());
  return fields;
}

/** Shows the fields that say more about the chosen kind and how often it strikes. */
function fit(fields, parts) {
  const kind = fields.kind.value;
  const chance = fields.often.value === "chance";
  const shown = { code: kind === OTHER, times: fields.often.value === "times", percent: chance, seed: chance, seconds: TIMED.includes(kind), retry: kind === "429" };
  for (const [name, part] of Object.entries(parts)) {
    part.hidden = !shown[name];
    fields[name].disabled = !shown[name];
  }
}

function menus(fields, { methods, events, kinds }) {
  const calls = [...new Set([...methods, ...ALWAYS])].sort();
  menu(fields.method, [["*", "* (every call)"], ...calls.map((one) => [one, one]), ["event:*", "event:* (every event)"], ...events.map((one) => [`event:${one}`, `event:${one}`])]);
  const ofEvents = fields.method.value.startsWith("event:");
  const fitting = kinds.filter((one) => one.of_events === ofEvents).map((one) => [one.kind, one.kind.replaceAll("_", " ")]);
  menu(fields.kind, ofEvents ? fitting : [...fitting, [OTHER, "another error code"]]);
}

/** What a kind does, as a sentence. */
function meaning(kind) {
  const known = world.misbehaviour?.kinds.find((one) => one.kind === kind)?.means ?? "the call is answered with ok: false and this code";
  const words = known.replaceAll("`", "");
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}

function orderOf(fields) {
  const kind = fields.kind.value === OTHER ? fields.code.value : fields.kind.value;
  const often = { times: { times: Number(fields.times.value) }, ever: { times: FOR_EVER }, chance: { probability: Number(fields.percent.value) / 100, seed: Number(fields.seed.value) } };
  const waits = fields.seconds.disabled ? {} : { seconds: Number(fields.seconds.value) };
  const retry = fields.retry.disabled ? {} : { retry_after: Number(fields.retry.value) };
  return { method: fields.method.value, kind, ...often[fields.often.value], ...waits, ...retry };
}

function orderRow({ method, kind, times, probability, seed, struck }) {
  const often = probability < 1 ? `${Math.round(probability * 100)} % of calls, seed ${seed}` : times === FOR_EVER ? "every time" : `${times} ${times === 1 ? "time" : "times"}`;
  const spent = times !== FOR_EVER && struck >= times;
  return el("li", { data: { testid: "fault-order" } }, el("strong", {}, method), ` ${kind}`,
    el("span", { class: "quiet-words" }, `${often} · struck ${struck} ${struck === 1 ? "time" : "times"}${spent ? ", spent" : ""}`));
}

/** "Reading lags": what is posted cannot be read back for a while. */
function lagForm(add) {
  const seconds = number("lag-seconds", { min: 0, step: "any", value: "5" });
  const button = el("button", { type: "submit", class: "b-button", data: { testid: "lag-set" } }, "Set");
  const now = el("p", { class: "field-hint", data: { testid: "lag-now" } });
  const send = (event) => { event.preventDefault(); return busy(button, () => add({ kind: "read_lag", seconds: Number(seconds.value) })); };
  const node = el("form", { class: "card deal-form", "aria-labelledby": "lag-title", onsubmit: send },
    el("h3", { id: "lag-title" }, "Reading lags behind"),
    field("Seconds until a new message can be read back", el("div", { class: "amount" }, seconds, button), seconds), now);
  return { node, render: (known) => { now.textContent = known.read_lag ? `Now: ${known.read_lag} s.` : "Now: none."; } };
}

function randomSeed() {
  return crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000;
}
