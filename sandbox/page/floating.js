/** Small windows beside the thing they belong to, and tips on what is pointed at or focused. */
import { el } from "./dom.js";

const MARGIN = 8;

/** Puts an open popover under `anchor`, or over it where there is no room, and inside the window. */
export function besideAnchor(box, anchor, above = false) {
  const spot = anchor.getBoundingClientRect();
  const under = spot.bottom + 4;
  const over = spot.top - box.offsetHeight - 4;
  const fits = above ? over >= MARGIN : under + box.offsetHeight > innerHeight - MARGIN && over >= MARGIN;
  box.style.left = `${Math.max(MARGIN, Math.min(spot.left, innerWidth - box.offsetWidth - MARGIN))}px`;
  box.style.top = `${Math.max(MARGIN, Math.min(fits ? over : under, innerHeight - box.offsetHeight - MARGIN))}px`;
}

/** Shows the words of `data-tip` over whatever is pointed at or focused; screen readers have them by name already. */
export function watchTips() {
  const tip = el("div", { class: "tip", popover: "manual", "aria-hidden": "true", data: { testid: "tip" } });
  document.body.append(tip);
  const hide = () => { if (tip.matches(":popover-open")) tip.hidePopover(); };
  const show = (event) => {
    const owner = event.target.closest?.("[data-tip]");
    hide();
    if (!owner || (event.type === "focusin" && !owner.matches(":focus-visible"))) return;
    tip.textContent = owner.dataset.tip;
    tip.showPopover();
    besideAnchor(tip, owner, true);
  };
  document.addEventListener("pointerover", show);
  document.addEventListener("focusin", show);
  for (const name of ["focusout", "pointerdown", "keydown"]) document.addEventListener(name, hide);
  document.addEventListener("scroll", hide, true);
}
