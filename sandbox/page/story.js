/** The story bar: what happens, or what to do next, and the controls of the player; the page follows while it plays. */
import { get, post } from "./api.js";
import { avatarOf } from "./avatar.js";
import { el, iconButton } from "./dom.js";
import { attempt } from "./live.js";
import { settle, standIn } from "./story_place.js";
import { showScene } from "./story_scene.js";
import { personName } from "./world.js";

const SPEEDS = [1, 2, 4];
const HIDDEN = "story-hidden";
const USABLE = "button, a, select, input, textarea, summary, label";

const at = (id) => document.getElementById(id);
const bar = { node: null, parts: {}, story: null, act: null, redraw: null, played: false, focused: null };

/** Builds the bar once. `actions` is `{redraw(), refresh(), visit(place)}`. */
export function startStory(actions) {
  bar.redraw = actions.redraw;
  bar.act = async (body) => {
    await attempt(() => post("/sandbox/story", body));
    await actions.refresh();
  };
  bar.node = build();
  at("story-show").addEventListener("click", () => hide(false));
  for (const kind of ["click", "input"]) document.addEventListener(kind, takeOver, true);
  if (new URLSearchParams(location.hash.slice(1)).has("play")) bar.act({ do: "play" });
}

/** Asks the server how far the story is; a sandbox without a story has none. */
export async function readStory() {
  bar.focused = bar.node?.contains(document.activeElement) ? document.activeElement : null;
  bar.story = await get("/sandbox/story").then((answer) => answer.story, () => null);
}

/** Draws the bar and, while the story plays, goes where it plays. */
export function renderStory(actions) {
  const { story, node } = bar;
  const shown = Boolean(story) && (story.status === "playing" || !isHidden());
  document.body.classList.toggle("with-story", shown);
  if (story) at("hint").hidden = true;
  at("story-show").hidden = !story || shown;
  node.hidden = !shown;
  if (!shown) return settle(node, at("guide"));
  bar.played ||= story.status !== "by_hand";
  renderWords(story);
  renderControls(story);
  standIn(node, at("guide"), bar.played);
  if (story.status === "playing") bar.focused?.focus({ preventScroll: true });
  showScene(story, actions);
}

function build() {
  const { parts } = bar;
  parts.face = el("span", { class: "story-face", "aria-hidden": "true" });
  parts.step = el("span", { class: "story-step", data: { testid: "story-step" } });
  parts.words = el("p", { class: "story-words", "aria-live": "polite", data: { testid: "story-words" } });
  parts.progress = el("progress", { class: "story-progress", "aria-label": "Progress of the story" });
  parts.main = button("story-play", "primary", () => bar.act({ do: bar.story.status === "playing" ? "pause" : "play" }));
  parts.next = button("story-next", "", () => bar.act({ do: "next" }), "Next");
  parts.faster = button("story-faster", "", () => bar.act({ do: "play", speed: fasterThan(bar.story.speed) }));
  parts.stop = button("story-stop", "", () => bar.act({ do: "stop" }).then(() => parts.main.focus()), "Take over");
  parts.hide = iconButton("close", "Hide the guide", () => hide(true), { data: { testid: "story-hide" } });
  return el("section", { class: "story", "aria-label": "Guide", data: { testid: "story" } },
    el("div", { class: "story-telling" }, parts.face, el("div", {}, parts.step, parts.words)),
    el("div", { class: "story-controls" }, parts.main, parts.next, parts.faster, parts.stop, parts.hide), parts.progress);
}

function button(testid, kind, onclick, words = "") {
  return el("button", { type: "button", class: `b-button small ${kind}`, data: { testid }, onclick }, words);
}

function renderWords(story) {
  const { face, step, words, progress } = bar.parts;
  const told = story.status !== "by_hand";
  const over = story.done === story.total;
  write(step, told ? `Step ${story.number} of ${story.total} · ${personName(story.who)}` : over ? "The end" : story.done ? "Next, by hand" : "Start here");
  write(words, story.words);
  bar.node.classList.toggle("stuck", story.trouble);
  bar.node.classList.toggle("told", told);
  progress.max = story.total;
  progress.value = story.done;
  const who = story.done || told ? story.who : "";
  face.hidden = !who || over;
  if (face.dataset.id !== who) face.replaceChildren(...(who ? [avatarOf(who)] : []));
  face.dataset.id = who;
}

function renderControls(story) {
  const { main, next, faster, stop, hide: close } = bar.parts;
  const playing = story.status === "playing";
  const told = story.status !== "by_hand";
  write(main, playing ? "Pause" : told ? "Go on" : story.done ? "Play on from here" : "Play the story");
  main.hidden = !told && story.done === story.total;
  for (const one of [next, stop]) one.hidden = !told;
  faster.hidden = !playing;
  write(faster, story.speed > 1 ? `Speed ${story.speed}×` : "Faster");
  faster.setAttribute("aria-label", `Faster; the speed is ${story.speed}`);
  close.hidden = told;
}

/** The next speed; after the highest the first again. */
function fasterThan(speed) {
  return SPEEDS.find((one) => one > speed) ?? SPEEDS[0];
}

/** Whoever uses the page while the story plays has taken over. Looking around and scrolling is not using it. */
function takeOver(event) {
  if (!event.isTrusted || bar.story?.status !== "playing") return;
  if (bar.node.contains(event.target) || !event.target.closest?.(USABLE)) return;
  bar.act({ do: "stop" });
}

function isHidden() {
  return localStorage.getItem(HIDDEN) === "yes";
}

function hide(yes) {
  if (yes) localStorage.setItem(HIDDEN, "yes");
  else localStorage.removeItem(HIDDEN);
  bar.redraw();
  (yes ? at("story-show") : bar.parts.main).focus();
}

function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}
