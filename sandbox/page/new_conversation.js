/** A small window for opening a DM or a group DM with chosen people. */
import { post } from "./api.js";
import { el } from "./dom.js";
import { attempt } from "./live.js";
import { place, world } from "./world.js";

/** Asks whom to write to, then opens the conversation with `open(id)`. */
export function newConversation(open) {
  const dialog = el("dialog", { class: "dialog small", "aria-label": "New direct message", data: { testid: "new-dm" } });
  const close = () => { dialog.close(); dialog.remove(); };
  const people = world.state.people.filter((one) => one.id !== place.me && !one.deleted);
  const boxes = people.map((one) => el("input", { type: "checkbox", value: one.id }));
  const start = async () => {
    const users = boxes.filter((box) => box.checked).map((box) => box.value);
    if (!users.length) return;
    const answer = await attempt(() => post("/sandbox/open_dm", { as: place.me, users }));
    close();
    if (answer?.channel) open(answer.channel.id ?? answer.channel);
  };
  dialog.append(
    el("h2", {}, "Write to"),
    el("div", { class: "choices", role: "group", "aria-label": "People" },
      people.map((one, index) => el("label", { class: "choice" }, boxes[index], el("span", {}, one.real_name, el("small", {}, one.title || (one.is_bot ? "app" : "")))))),
    el("div", { class: "dialog-foot" },
      el("button", { type: "button", class: "b-button", onclick: close }, "Cancel"),
      el("button", { type: "button", class: "b-button primary", onclick: start }, "Open")));
  dialog.addEventListener("cancel", close);
  document.body.append(dialog);
  dialog.showModal();
}
