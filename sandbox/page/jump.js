/** Ctrl+K: go to a conversation or a person by typing a part of the name. */
import { post } from "./api.js";
import { el } from "./dom.js";
import { finder } from "./finder.js";
import { attempt } from "./live.js";
import { people, place, title, world } from "./world.js";

/** Opens the window; `open(channel)` goes to what was chosen. */
export function jump(open) {
  if (document.querySelector("dialog[open]")) return;
  const dialog = el("dialog", { class: "dialog small jump", "aria-label": "Jump to a conversation", data: { testid: "jump" } });
  const close = () => { dialog.close(); dialog.remove(); };
  const take = async (one) => {
    close();
    open(one.channel ?? await begun(one.value));
  };
  const find = finder({ label: "Jump to a conversation", placeholder: "Where to? A channel, a person…", choices: places(), take, inline: true });
  dialog.append(find.node);
  dialog.addEventListener("cancel", close);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });
  document.body.append(dialog);
  dialog.showModal();
  find.open();
}

/** The unread first, then the others, then people without a conversation. */
function places() {
  const there = world.state.conversations.map((one) => ({
    value: one.id, channel: one.id, unread: one.id === place.channel ? 0 : one.unread, label: one.kind === "channel" ? `# ${one.name}` : title(one),
    about: [one.unread && one.id !== place.channel ? `${one.unread} unread` : "", one.archived ? "archived" : "", one.kind === "app" ? "app" : ""].filter(Boolean).join(" · "),
  })).sort((a, b) => Math.sign(b.unread) - Math.sign(a.unread));
  const known = new Set(world.state.conversations.filter((one) => one.kind === "dm").flatMap((one) => one.member_ids));
  const others = people().filter((one) => one.id !== place.me && !known.has(one.id)).map((one) => ({ value: one.id, label: one.real_name, about: one.title }));
  return [...there, ...others];
}

async function begun(user) {
  const answer = await attempt(() => post("/sandbox/open_dm", { as: place.me, users: [user] }));
  return answer?.channel ?? place.channel;
}
