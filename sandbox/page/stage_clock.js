/** "Move the clock": the workspace's time, and the buttons that carry it forward. */
import { city, weekdayDay, weekdayTime } from "./dates.js";
import { el } from "./dom.js";
import { busy } from "./stage_fields.js";
import { now, world, zone } from "./world.js";

const MOVES = [
  ["clock-minutes", "+15 min", { advance_seconds: 900 }],
  ["clock-hour", "+1 hour", { advance_seconds: 3600 }],
  ["clock-day", "+1 day", { advance_seconds: 86_400 }],
  ["clock-morning", "Next morning", { to: "next_morning" }],
  ["clock-friday", "Friday 15:00", { to: "friday_1500" }],
  ["clock-quarter", "Quarter end", { to: "quarter_end" }],
];

/** The card with the buttons; `move(body)` asks the server. */
export function clockCard(move) {
  return el("section", { class: "card clock", "aria-labelledby": "clock-title" },
    el("h3", { id: "clock-title" }, "Move the clock"),
    el("p", { class: "clock-now" }, el("time", { data: { testid: "stage-clock" } }), el("span", { class: "clock-zone" })),
    el("div", { class: "clock-moves" }, MOVES.map(([testid, words, body]) => el("button", {
      type: "button", class: body.to ? "b-button small clock-to" : "b-button small", data: { testid, to: body.to ?? "" },
      onclick: (event) => busy(event.currentTarget, () => move(body)),
    }, words, body.to ? el("span", { class: "leads-to" }) : null))));
}

/** Writes the time in the reader's zone wherever it stands on the page, and where the buttons lead. */
export function renderClock() {
  if (!world.state) return;
  const { offset_seconds: offset, leads_to: ends, zone: teamZone } = world.state.clock;
  for (const node of document.querySelectorAll("#top-clock, .clock-now time")) write(node, weekdayTime(now(), zone()));
  write(document.querySelector(".clock-zone"), ` ${city(zone())}${ahead(offset)}`);
  for (const button of document.querySelectorAll(".clock-to")) {
    const end = new Date(ends[button.dataset.to]);
    write(button.querySelector(".leads-to"), weekdayDay(end, teamZone));
    button.title = `${weekdayTime(end, teamZone)} in ${city(teamZone)}`;
  }
}

function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function ahead(seconds) {
  if (!seconds || seconds < 60) return "";
  const hours = seconds / 3600;
  if (hours < 1) return ` · ${Math.round(seconds / 60)} min ahead`;
  return hours < 48 ? ` · ${Math.round(hours)} h ahead` : ` · ${Math.round(hours / 24)} days ahead`;
}
