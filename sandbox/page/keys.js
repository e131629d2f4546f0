/** Keys that work everywhere on the page. */
import { jump } from "./jump.js";
import { messageKey } from "./message.js";
import { beginEdit, editing } from "./message_tools.js";
import { place, world } from "./world.js";

/** Ctrl+K (or ⌘K) jumps to a conversation; Escape closes the thread. */
export function watchKeys({ open, closeThread }) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      jump(open);
    }
    if (event.key === "Escape" && place.thread && mayClose(event)) closeThread();
  });
}

/** Escape has nearer meanings: a window, a menu, a list of suggestions. */
function mayClose(event) {
  return !event.defaultPrevented && !document.querySelector("dialog[open], :popover-open");
}

/** Opens the last own message of the list for editing. */
export function editLast(inThread, event, actions) {
  const list = inThread ? world.thread : world.messages;
  const last = list.findLast((one) => one.user === place.me && !one.ephemeral && !one.deleted);
  if (!last || editing.has(messageKey(last))) return;
  event.preventDefault();
  beginEdit(last, actions, inThread);
}
