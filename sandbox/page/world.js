/** What the server last told us, and where in the workspace this browser window is. */

/** Last answers: state, messages of the open conversation, of the open thread (and of which surfaces), deals, log entries. */
export const world = { state: null, messages: [], messagesOf: "", thread: [], threadOf: "", deals: [], log: [], readAt: 0 };

/** The `ts` of the first unread message by surface (see `surfaceKey`), kept while the surface is looked at. */
export const newFrom = new Map();

/** What a list of messages shows: whose eyes, which conversation, which thread. */
export function surfaceKey(inThread) {
  return `${place.me}|${place.channel}|${inThread ? place.thread : ""}`;
}

/** Where the window is: workspace (empty for the first), person, conversation, root `ts` of the open thread, tab of the app, panel (narrow screens). */
export const place = { team: "", me: "", channel: "", thread: "", tab: "home", panel: "main" };

/** Half-typed messages by person, conversation and thread. */
export const drafts = new Map();

export function draftKey(thread) {
  return [place.me, place.channel, thread ?? ""].join("|");
}

export function person(id) {
  return world.state?.people.find((one) => one.id === id);
}

export function personName(id) {
  const one = person(id);
  return one ? one.real_name || one.name : id;
}

export function conversation(id) {
  return world.state?.conversations.find((one) => one.id === id);
}

/** The reader's zone. */
export function zone() {
  return zoneOf(person(place.me));
}

const zones = new Map();

/** The zone of somebody; an empty or unknown one reads as UTC. */
export function zoneOf(one) {
  const tz = one?.tz || "UTC";
  if (!zones.has(tz)) zones.set(tz, isZone(tz) ? tz : "UTC");
  return zones.get(tz);
}

function isZone(tz) {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: tz }));
  } catch {
    return false;
  }
}

/** The people who can still be written to. */
export function people() {
  return (world.state?.people ?? []).filter((one) => !one.deleted && !one.is_bot);
}

/** The workspace's time now: the server's last word, carried on. */
export function now() {
  const clock = world.state?.clock;
  if (!clock) return new Date();
  return new Date(Date.parse(clock.now) + Date.now() - world.readAt);
}

/** What a conversation is called for the person who looks at it. */
export function title(one) {
  if (one.kind === "channel" || one.kind === "app") return one.name;
  const others = one.member_ids.filter((id) => id !== place.me);
  if (one.kind === "dm") return others.length ? personName(others[0]) : personName(place.me);
  return others.map((id) => firstName(personName(id), id)).join(", ");
}

function firstName(name, id) {
  return person(id)?.is_bot ? name : name.split(" ")[0];
}

/** Reads the place out of the address, so that a reload or a second window keeps it. */
export function readPlace() {
  const params = new URLSearchParams(location.hash.slice(1));
  const team = params.get("team") ?? "";
  // In another workspace nothing holds of what was read in this one.
  if (team !== place.team) Object.assign(world, { messages: [], thread: [], deals: [], log: [] });
  place.me = params.get("as") ?? (team === place.team ? place.me : "");
  place.team = team;
  place.channel = params.get("channel") ?? place.channel;
  place.thread = params.get("thread") ?? "";
  place.tab = params.get("tab") ?? "home";
}

export function writePlace() {
  const params = new URLSearchParams({ as: place.me, channel: place.channel });
  if (place.team) params.set("team", place.team);
  if (place.thread) params.set("thread", place.thread);
  if (conversation(place.channel)?.kind === "app") params.set("tab", place.tab);
  history.replaceState(null, "", `#${params}`);
}
