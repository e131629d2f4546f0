/** Reads from the server what the window shows. */
import { get } from "./api.js";
import { toast } from "./live.js";
import { conversation, newFrom, place, surfaceKey, world } from "./world.js";

/**
 * Answers `refresh()`, which reads everything again and then calls `draw`; calls that come while it reads are answered by
 * one more round. `more()` reads what only some windows need.
 */
export function reader(draw, more) {
  let reading = null;
  let again = false;
  const untilQuiet = async () => {
    while (again) {
      again = false;
      await readAll(more);
      draw();
    }
  };
  return function refresh() {
    again = true;
    reading ??= untilQuiet().catch((error) => toast(error.message)).finally(() => {
      reading = null;
      return again ? refresh() : null;
    });
    return reading;
  };
}

async function readAll(more) {
  const { me, team } = place;
  const state = await readState(me);
  if (me !== place.me || team !== place.team) return;
  Object.assign(world, { state, readAt: Date.now() });
  place.me = state.me;
  settle();
  await Promise.all([readMessages(), readThread(), more()]);
}

/** The state as this person sees it; somebody who is not here (an old address) becomes the first person. */
async function readState(me) {
  if (!me) return get("/sandbox/state");
  return get("/sandbox/state", { as: me }).catch((error) => (world.state ? Promise.reject(error) : get("/sandbox/state")));
}

/** Goes to a conversation, and a tab of the app, that this person can see. */
function settle() {
  const tabs = world.state.app_tabs;
  if (!tabs.includes(place.tab)) place.tab = tabs[0] ?? "messages";
  if (conversation(place.channel)) return;
  const bots = new Set(world.state.people.filter((one) => one.is_bot).map((one) => one.id));
  const channels = world.state.conversations.filter((one) => one.kind === "channel" && !one.archived);
  const first = channels.find((one) => one.member_ids.some((id) => bots.has(id))) ?? channels[0] ?? world.state.conversations[0];
  Object.assign(place, { channel: first?.id ?? "", thread: "" });
}

/** Whoever looks elsewhere has not read what comes: the window is hidden, or the app's Home tab lies over it. */
function peek() {
  const home = conversation(place.channel)?.kind === "app" && place.tab === "home";
  return document.hidden || home ? { peek: "1" } : {};
}

async function readMessages() {
  const { me, channel } = place;
  if (!channel) return;
  const answer = await get("/sandbox/messages", { as: me, channel, ...peek() });
  if (me !== place.me || channel !== place.channel) return;
  markNew(surfaceKey(false), answer, "messagesOf");
  world.messages = answer.messages;
}

async function readThread() {
  const { me, channel, thread } = place;
  if (!thread) return;
  const answer = await get("/sandbox/thread", { as: me, channel, ts: thread, ...peek() }).catch(() => ({ messages: [] }));
  if (thread !== place.thread || me !== place.me) return;
  markNew(surfaceKey(true), answer, "threadOf");
  world.thread = answer.messages;
  if (!world.thread.length) place.thread = "";
}

/** The "New" line stands where the unread began when the list was opened; what comes while it is looked at is not new. */
function markNew(surface, answer, shown) {
  const looking = world[shown] === surface && !document.hidden;
  if (answer.unread_from && !looking && !newFrom.has(surface)) newFrom.set(surface, answer.unread_from);
  world[shown] = surface;
}
