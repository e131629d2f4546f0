/** Shows a scene of the story: who acts, where, the thing that is used, and what is typed. */
import { place } from "./world.js";

const STAGE = { lose: "stage-lose", friday_1500: "clock-friday", next_morning: "clock-morning", quarter_end: "clock-quarter" };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const shown = { beat: -1, ringed: null, ring: "", typing: null, timer: 0 };

/** Goes where the story plays when its scene is new, and draws attention to what is used there. */
export function showScene({ status, beat, scene }, actions) {
  const playing = status === "playing";
  // A page that was busy hears of a step only when it is over: it still goes where it was played.
  if (status !== "by_hand" && beat !== shown.beat) (playing ? begin : go)(scene, actions);
  if (!playing) endTyping(true);
  shown.beat = beat;
  if (!playing || !scene.fields) ring(target(scene), JSON.stringify(scene.ring ?? null));
}

function begin(scene, actions) {
  clearInterval(shown.timer);
  if (!scene.typing) endTyping();
  go(scene, actions);
  if (scene.panel === "stage") openTab();
  if (scene.typing) typeReply(scene);
  if (scene.fields) typeForm(scene);
}

function go(scene, actions) {
  const wanted = { me: scene.as ?? place.me, panel: scene.panel ?? place.panel };
  if (scene.channel) Object.assign(wanted, { channel: scene.channel, thread: scene.thread ?? "", tab: "messages" });
  if (Object.entries(wanted).some(([name, value]) => place[name] !== value && name !== "tab")) actions.visit(wanted);
}

function openTab() {
  const tab = find("[data-testid=stage-tab-deals]");
  if (tab?.getAttribute("aria-selected") === "false") tab.click();
}

/** The element that the scene is about, once it is drawn. */
function target({ ring: wanted, thread }) {
  if (!wanted) return null;
  if (wanted.stage) return find(`[data-testid="${STAGE[wanted.to || wanted.stage]}"]`);
  const message = find(`${thread ? "#thread-list" : "#list"} [data-ts="${CSS.escape(wanted.ts ?? "")}"]`);
  if (!wanted.button) return message;
  const buttons = [...(message?.querySelectorAll("button") ?? [])];
  return buttons.find((one) => one.textContent === wanted.button) ?? message;
}

function ring(node, name) {
  if (shown.ringed && shown.ringed !== node) shown.ringed.classList.remove("story-ring");
  node?.classList.add("story-ring");
  if (node && (shown.ringed !== node || shown.ring !== name)) node.scrollIntoView({ block: "nearest" });
  shown.ringed = node;
  shown.ring = name;
}

/** Lets the words of a reply appear in the composer. */
function typeReply({ typing, thread, seconds }) {
  const field = find(`[data-testid=${thread ? "thread-composer" : "composer"}]`);
  if (!field) return;
  shown.typing ??= { field, before: field.value === typing ? "" : field.value, words: typing };
  letters(typing, seconds, (words) => enter(field, words));
}

/** Takes the typed words away when they were sent; whoever takes over finds them as a draft. */
function endTyping(keep = false) {
  clearInterval(shown.timer);
  if (!shown.typing) return;
  const { field, before, words } = shown.typing;
  shown.typing = null;
  enter(field, keep ? words : before);
}

/** Fills the form that stands open, field after field, as if somebody typed. */
function typeForm({ fields, seconds }) {
  const entries = Object.entries(fields).flatMap(([block, states]) => Object.values(states).map((state) => [block, state]));
  const each = seconds / Math.max(entries.length, 1);
  const one = (index) => {
    if (index === entries.length) return ring(find("[data-testid=modal-submit]"), "submit");
    const [block, state] = entries[index];
    const box = find(`dialog .block[data-block="${CSS.escape(block)}"]`);
    const field = box?.querySelector("textarea, input, select");
    ring(box, block);
    if (field?.tagName === "SELECT") choose(field, state);
    letters(typeof state.value === "string" ? state.value : "", each, (words) => field && words && enter(field, words), () => one(index + 1));
  };
  one(0);
}

function choose(field, state) {
  const wanted = state.selected_option?.value;
  const option = [...field.options].find((one) => one.value === wanted || one.text === state.selected_option?.text.text);
  if (!option) return;
  field.value = option.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function enter(field, words) {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Calls `write` with more and more of the words for so many seconds; all at once for those who want no motion. */
function letters(words, seconds, write, done = () => null) {
  const start = performance.now();
  const duration = calm.matches ? 0 : seconds * 850;
  const tick = () => {
    const part = duration ? Math.min((performance.now() - start) / duration, 1) : 1;
    write(words.slice(0, Math.ceil(words.length * part)));
    if (part < 1) return;
    clearInterval(shown.timer);
    done();
  };
  shown.timer = setInterval(tick, 30);
  tick();
}

function find(selector) {
  return document.querySelector(selector);
}
