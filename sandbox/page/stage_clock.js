/** "Move the clock": the workspace's time, and the buttons that carry it forward. */
import { city, weekdayTime } from "./dates.js";
import { el } from "./dom.js";
import { now, world, zone } from "./world.js";

const MOVES = [
  ["clock-minutes", "+15 min", { advance_seconds: 900 }],
  ["clock-hour", "+1 hour", { advance_seconds: 3600 }],
  ["clock-morning", "Next morning", { to: "next_morning" }],
  ["clock-friday", "Friday 15:00", { to: "friday_1500" }],
  ["clock-quarter", "Quarter end", { to: "quarter_end" }],
];

/** The card with the buttons; `move(body)` asks the server. */
export function clockCard(move) {
  const press = async (button, body) => {
    button.setAttribute("aria-busy", "true");
    await move(body);
    button.removeAttribute("aria-busy");
  };
  return el("section", { class: "card clock", "aria-labelledby": "clock-title" },
    el("h3", { id: "clock-title" }, "Move the clock"),
    el("p", { class: "clock-now" }, el("time", { data: { testid: "stage-clock" } }), el("span", { class: "clock-zone" })),
    el("div", { class: "clock-moves" }, MOVES.map(([testid, words, body]) => el("button", {
      type: "button", class: "b-button small", data: { testid }, onclick: (event) => press(event.currentTarget, body),
    }, words))));
}

/** Writes the time in the reader's zone wherever it stands on the page. */
export function renderClock() {
  if (!world.state) return;
  const words = weekdayTime(now(), zone());
  for (const node of document.querySelectorAll("#top-clock, .clock-now time")) if (node.textContent !== words) node.textContent = words;
  document.querySelector(".clock-zone").textContent = ` ${city(zone())}${ahead(world.state.clock.offset_seconds)}`;
}

function ahead(seconds) {
  if (!seconds || seconds < 60) return "";
  const hours = seconds / 3600;
  if (hours < 1) return ` · ${Math.round(seconds / 60)} min ahead`;
  return hours < 48 ? ` · ${Math.round(hours)} h ahead` : ` · ${Math.round(hours / 24)} days ahead`;
}
