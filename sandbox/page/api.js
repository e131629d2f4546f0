/** Every call the page makes to the sandbox server. */
import { place } from "./world.js";

/** Calls are about the workspace that the window shows. */
const inTeam = (fields) => (place.team ? { team: place.team, ...fields } : fields);

/** Reads JSON; raises an Error with a sentence for the person when there is no usable answer. */
export async function get(path, query = {}) {
  const params = new URLSearchParams(inTeam(query));
  const answer = await answered(fetch(`${path}?${params}`, { headers: { Accept: "application/json" } }));
  if (answer.ok === false) throw new Error(answer.error);
  return answer;
}

/** Sends JSON and returns the answer; `{ok: false, error}` counts as an answer. */
export async function post(path, body) {
  return answered(fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(inTeam(body)),
  }));
}

/** Takes something away and returns the answer. */
export async function remove(path) {
  return answered(fetch(`${path}?${new URLSearchParams(inTeam({}))}`, { method: "DELETE", headers: { Accept: "application/json" } }));
}

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error("The sandbox cannot be reached. Is it still running?");
  }
  const body = await response.json().catch(() => null);
  if (body === null || (!response.ok && !body.error)) throw new Error(`The sandbox answered ${response.status}.`);
  return body;
}

/** Calls `changed` whenever the server says that something changed, also after a lost connection came back. */
export function listen(person, changed, connection) {
  const source = new EventSource(`/sandbox/stream?as=${encodeURIComponent(person)}`);
  let lost = false;
  source.onmessage = changed;
  source.onerror = () => { lost = true; connection(false); };
  source.onopen = () => { connection(true); if (lost) changed(); lost = false; };
  return () => source.close();
}
