/** Puts the page together: reads from the server, draws, listens for changes. */
import { get, listen, post } from "./api.js";
import { composer } from "./composer.js";
import { renderHeads } from "./heads.js";
import { renderHome } from "./home.js";
import { attempt, toast } from "./live.js";
import { renderMessages } from "./messages.js";
import { renderModal } from "./modal.js";
import { renderPanels } from "./panels.js";
import { renderSidebar } from "./sidebar.js";
import { buildStage } from "./stage.js";
import { renderClock } from "./stage_clock.js";
import { readLog } from "./stage_log.js";
import { renderPerson, renderTop } from "./top.js";
import { conversation, place, readPlace, title, world, writePlace } from "./world.js";

const at = (id) => document.getElementById(id);
const LOG_MS = 1500;
const actions = { run, openThread, closeThread, redraw: draw, refresh, showTab, showPanel };
const composers = {};
let stage = null;
let stopListening = () => {};
let reading = null;
let again = false;

/** Runs a call of the person's, then shows what it changed. */
async function run(call) {
  const answer = await attempt(call);
  await refresh();
  return answer;
}

/** Reads everything again and draws it; calls that come while it reads are answered by one more round. */
function refresh() {
  again = true;
  reading ??= readUntilQuiet().catch((error) => toast(error.message)).finally(() => {
    reading = null;
    return again ? refresh() : null;
  });
  return reading;
}

async function readUntilQuiet() {
  while (again) {
    again = false;
    await readAll();
    draw();
  }
}

async function readAll() {
  const { me } = place;
  const state = await readState(me);
  if (me !== place.me) return;
  Object.assign(world, { state, readAt: Date.now() });
  place.me = state.me?.id ?? state.me ?? me;
  settle();
  await Promise.all([readMessages(), readThread(), readDeals(), stage?.tab === "log" ? readLog() : null]);
}

/** The state as this person sees it; somebody who is not here (an old address) becomes the first person. */
async function readState(me) {
  if (!me) return get("/sandbox/state");
  return get("/sandbox/state", { as: me }).catch((error) => (world.state ? Promise.reject(error) : get("/sandbox/state")));
}

/** Goes to a conversation that this person can see. */
function settle() {
  if (conversation(place.channel)) return;
  const bots = new Set(world.state.people.filter((one) => one.is_bot).map((one) => one.id));
  const channels = world.state.conversations.filter((one) => one.kind === "channel");
  const first = channels.find((one) => one.member_ids.some((id) => bots.has(id))) ?? channels[0] ?? world.state.conversations[0];
  Object.assign(place, { channel: first?.id ?? "", thread: "" });
}

async function readMessages() {
  const { me, channel } = place;
  if (!channel) return;
  const answer = await get("/sandbox/messages", { as: me, channel });
  if (me === place.me && channel === place.channel) world.messages = answer.messages;
}

async function readThread() {
  const { me, channel, thread } = place;
  if (!thread) return;
  const answer = await get("/sandbox/thread", { as: me, channel, ts: thread }).catch(() => ({ messages: [] }));
  if (thread !== place.thread || me !== place.me) return;
  world.thread = answer.messages;
  if (!world.thread.length) place.thread = "";
}

async function readDeals() {
  world.deals = (await get("/sandbox/deals")).deals;
}

function draw() {
  if (!world.state) return;
  const here = conversation(place.channel);
  const home = here?.kind === "app" && place.tab === "home";
  writePlace();
  renderTop(here);
  renderPanels(at("bottom"), actions);
  renderSidebar(at("sidebar"), open);
  renderHeads(here, actions);
  at("home").hidden = !home;
  at("list").hidden = home;
  at("composer-slot").hidden = home || !here;
  if (home) renderHome(at("home"), world.state.home, actions);
  else renderMessages(at("list"), world.messages, actions);
  at("thread").hidden = !place.thread;
  if (place.thread) renderMessages(at("thread-list"), world.thread, actions, true);
  showComposers();
  renderModal(at("modal-slot"), world.state.modal, actions);
  stage.render();
}

/** Gives the composers the drafts of this place at once, before anybody types into those of the last one. */
function showComposers() {
  const here = conversation(place.channel);
  if (here) composers.main.show(`Message ${here.kind === "channel" ? "#" : ""}${title(here)}`);
  if (place.thread) composers.thread.show("Reply in the thread");
}

function open(channel) {
  Object.assign(place, { channel, thread: "", panel: "main" });
  world.messages = [];
  showComposers();
  const here = conversation(channel);
  if (here?.kind === "app") return showTab(here.unread ? "messages" : place.tab);
  return refresh();
}

function openThread(ts) {
  Object.assign(place, { thread: ts, panel: "thread" });
  world.thread = world.messages.filter((one) => one.ts === ts);
  draw();
  composers.thread.focus();
  return refresh();
}

function closeThread() {
  Object.assign(place, { thread: "", panel: "main" });
  draw();
}

function showTab(tab) {
  place.tab = tab;
  return tab === "home" ? run(() => post("/sandbox/home/open", { as: place.me })) : refresh();
}

function showPanel(panel) {
  place.panel = panel;
  draw();
}

function become(me) {
  Object.assign(place, { me, thread: conversation(place.channel)?.kind === "app" ? "" : place.thread });
  world.messages = [];
  showComposers();
  follow();
  return refresh();
}

function follow() {
  stopListening();
  stopListening = listen(place.me, refresh, (there) => {
    document.body.classList.toggle("offline", !there);
    // A sandbox that was started again counts its log from one.
    if (there) world.log = [];
  });
}

/** While the log is open it is read often: a call is written down only after its answer. */
async function keepLog() {
  if (stage.tab !== "log" || document.hidden) return;
  await readLog().then(stage.render, () => null);
}

async function start() {
  readPlace();
  composers.main = composer("composer", () => "", actions);
  composers.thread = composer("thread-composer", () => place.thread, actions);
  at("composer-slot").append(composers.main.node);
  at("thread-composer-slot").append(composers.thread.node);
  stage = buildStage(at("stage"), actions);
  renderPerson(at("person-switch"), become);
  await refresh();
  follow();
  setInterval(renderClock, 1000);
  setInterval(keepLog, LOG_MS);
}

start();
