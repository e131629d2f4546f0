/** Puts the page together: draws what was read, goes where the person wants to go, listens for changes. */
import { listen, post } from "./api.js";
import { composer } from "./composer.js";
import { watchTips } from "./floating.js";
import { renderHeads } from "./heads.js";
import { renderHome } from "./home.js";
import { editLast, watchKeys } from "./keys.js";
import { attempt } from "./live.js";
import { renderMessages } from "./messages.js";
import { renderModal } from "./modal.js";
import { renderPanels } from "./panels.js";
import { showProfile } from "./profile.js";
import { reader } from "./reading.js";
import { renderSidebar } from "./sidebar.js";
import { buildStage, readStage } from "./stage.js";
import { renderClock } from "./stage_clock.js";
import { readStory, renderStory, startStory } from "./story.js";
import { renderPerson, renderTop } from "./top.js";
import { conversation, newFrom, place, readPlace, surfaceKey, title, world, writePlace } from "./world.js";

const at = (id) => document.getElementById(id);
const LOG_MS = 1500;
const actions = { run, openThread, closeThread, redraw: draw, refresh, showTab, showPanel, visit, focusComposer, editLast: (inThread, event) => editLast(inThread, event, actions) };
const composers = {};
const read = reader(draw, () => Promise.all([readStage(stage?.tab), readStory()]));
let stage = null;
let stopListening = () => {};

/** Runs a call of the person's, then shows what it changed. */
async function run(call) {
  const answer = await attempt(call);
  await refresh();
  return answer;
}

/** Reads everything again and draws it. */
function refresh() {
  return read();
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
  renderModal(at("modal-slot"), world.state.me === place.me ? world.state.modal : null, actions);
  stage.render();
  renderStory(actions);
}

/** Gives the composers the drafts of this place at once, before anybody types into those of the last one. */
function showComposers() {
  const here = conversation(place.channel);
  if (!here) return;
  const name = `${here.kind === "channel" ? "#" : ""}${title(here)}`;
  composers.main.show(`Message ${name}`, { open: !here.archived });
  if (place.thread) composers.thread.show("Reply in the thread", { open: !here.archived, channel: name });
}

function focusComposer(inThread) {
  (inThread ? composers.thread : composers.main).focus();
}

/** The "New" line goes away when the reader goes away. */
function leave() {
  newFrom.delete(surfaceKey(false));
  newFrom.delete(surfaceKey(true));
}

function open(channel) {
  if (channel === place.channel && !place.thread && place.panel === "main") return focusComposer(false);
  leave();
  Object.assign(place, { channel, thread: "", panel: "main" });
  world.messages = [];
  showComposers();
  const here = conversation(channel);
  if (here?.kind === "app") return showTab(here.unread ? "messages" : place.tab);
  return refresh();
}

function openThread(ts) {
  newFrom.delete(surfaceKey(true));
  Object.assign(place, { thread: ts, panel: "thread" });
  world.thread = world.messages.filter((one) => one.ts === ts);
  draw();
  composers.thread.focus();
  return refresh();
}

function closeThread() {
  const ts = place.thread;
  newFrom.delete(surfaceKey(true));
  Object.assign(place, { thread: "", panel: "main" });
  draw();
  const root = document.querySelector(`#list [data-ts="${ts}"] .thread-link`);
  if (root) root.focus();
  else composers.main.focus();
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
  return visit({ me, thread: conversation(place.channel)?.kind === "app" ? "" : place.thread });
}

/** Goes somewhere as somebody: any of `{me, channel, thread, tab, panel}`. */
function visit(there) {
  const another = "me" in there && there.me !== place.me;
  leave();
  if (another || ("channel" in there && there.channel !== place.channel)) world.messages = [];
  Object.assign(place, there);
  if (another) dismissForms();
  showComposers();
  if (another) follow();
  return refresh();
}

/** Nobody sees the form of the person before, not even for a moment. */
function dismissForms() {
  Object.assign(world.state, { modal: null, home: null });
  renderModal(at("modal-slot"), null, actions);
}

function follow() {
  stopListening();
  stopListening = listen(place.me, refresh, (there) => {
    at("offline").textContent = there ? "" : "Connection lost. Trying to reach the sandbox again…";
    // A sandbox that was started again counts its log from one.
    if (there) world.log = [];
  });
}

/** While the log or the faults are open they are read often: a call is written down only after its answer. */
async function keepLog() {
  if (stage.tab === "deals" || document.hidden) return;
  await readStage(stage.tab).then(stage.render, () => null);
}

/** Names of people show who that is, names of channels go there. */
function followNames(event) {
  const name = event.target.closest?.("[data-profile], [data-goto]");
  if (!name) return;
  if (name.dataset.goto) open(name.dataset.goto);
  else showProfile(name.dataset.profile, name, open);
}

/** Goes where the address says, when somebody changed it. */
function followAddress() {
  const before = { ...place };
  readPlace();
  const there = { ...place };
  Object.assign(place, before);
  return visit(there);
}

async function start() {
  readPlace();
  composers.main = composer("composer", () => "", actions);
  composers.thread = composer("thread-composer", () => place.thread, actions);
  at("composer-slot").append(composers.main.node);
  at("thread-composer-slot").append(composers.thread.node);
  stage = buildStage(at("stage"), actions);
  renderPerson(at("person-switch"), become);
  startStory(actions);
  await refresh();
  follow();
  watchKeys({ open, closeThread });
  watchTips();
  document.addEventListener("click", followNames);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  addEventListener("hashchange", followAddress);
  setInterval(renderClock, 1000);
  setInterval(keepLog, LOG_MS);
}

start();
