/** Words that appear by themselves: for screen readers, and short notices for everybody. */
import { el } from "./dom.js";

/** Says a sentence to screen readers without moving the focus. */
export function announce(sentence) {
  const live = document.getElementById("live");
  live.append(el("p", {}, sentence));
  while (live.children.length > 5) live.firstElementChild.remove();
}

/** Shows a notice for some seconds; `kind` is "error" or "done". */
export function toast(sentence, kind = "error") {
  const notice = el("div", { class: `toast ${kind}`, data: { testid: "toast" } }, el("span", {}, sentence),
    el("button", { type: "button", "aria-label": "Dismiss", onclick: () => notice.remove() }, "×"));
  document.getElementById("toasts").append(notice);
  setTimeout(() => notice.remove(), kind === "error" ? 10_000 : 4000);
}

/** Runs a call; tells the person what went wrong, and answers null then. */
export async function attempt(call) {
  try {
    const answer = await call();
    if (answer.ok === false && answer.error) toast(answer.error);
    return answer;
  } catch (error) {
    toast(error.message);
    return null;
  }
}
