/** Questions asked before something happens. */
import { el } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** Shows a Block Kit confirmation object; resolves to true when the person agrees. */
export function confirmed(words) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { class: "dialog small", "aria-label": words.title?.text ?? "Are you sure?", data: { testid: "confirm" } });
    const finish = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    dialog.append(
      el("h2", {}, textObject(words.title)),
      el("div", { class: "text" }, textObject(words.text)),
      el("div", { class: "dialog-foot" },
        el("button", { type: "button", class: "b-button", onclick: () => finish(false) }, words.deny?.text ?? "Cancel"),
        el("button", { type: "button", class: `b-button ${words.style ?? "primary"}`, onclick: () => finish(true) }, words.confirm?.text ?? "Yes")));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); finish(false); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
