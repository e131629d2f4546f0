/** Times as a reader in a given zone sees them. */

// Making a format takes far longer than using it, and a long conversation uses thousands.
const formats = new Map();

function format(language, tz, options) {
  const key = `${language} ${tz} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, { timeZone: tz, ...options }));
  return formats.get(key);
}

function parts(date, tz, options) {
  return format("en-GB", tz, options).format(date);
}

/** The calendar day as YYYY-MM-DD in the zone. */
export function day(date, tz) {
  return format("en-CA", tz, { year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
}

export function time(date, tz) {
  return parts(date, tz, { hour: "2-digit", minute: "2-digit" });
}

function timeWithSeconds(date, tz) {
  return parts(date, tz, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

export function weekdayTime(date, tz) {
  return `${parts(date, tz, { weekday: "short", day: "numeric", month: "short" })}, ${time(date, tz)}`;
}

/** "Fri 27 Nov". */
export function weekdayDay(date, tz) {
  return parts(date, tz, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
}

/** "Berlin" for "Europe/Berlin". */
export function city(tz) {
  return tz.split("/").pop().replaceAll("_", " ");
}

/** "Today", "Yesterday", "Tomorrow", or nothing when the day is further away. */
function nearDay(date, tz, now) {
  const distance = (Date.parse(day(date, tz)) - Date.parse(day(now, tz))) / 86_400_000;
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[distance];
}

/** "today at 14:03", "3 November at 09:10". */
export function dayAndTime(date, tz, now) {
  return `${nearDay(date, tz, now)?.toLowerCase() ?? parts(date, tz, { day: "numeric", month: "long" })} at ${time(date, tz)}`;
}

export function dayLabel(date, tz, now) {
  return nearDay(date, tz, now) ?? parts(date, tz, { weekday: "long", day: "numeric", month: "long" });
}

function pretty(date, tz, now, options) {
  return nearDay(date, tz, now)?.toLowerCase() ?? parts(date, tz, options);
}

const SHORT = { day: "numeric", month: "short", year: "numeric" };
const MEDIUM = { day: "numeric", month: "long", year: "numeric" };
const LONG = { weekday: "long", ...MEDIUM };
const TOKENS = {
  date_num: (date, tz) => day(date, tz),
  date: (date, tz) => parts(date, tz, MEDIUM),
  date_short: (date, tz) => parts(date, tz, SHORT),
  date_long: (date, tz) => parts(date, tz, LONG),
  date_pretty: (date, tz, now) => pretty(date, tz, now, MEDIUM),
  date_short_pretty: (date, tz, now) => pretty(date, tz, now, SHORT),
  date_long_pretty: (date, tz, now) => pretty(date, tz, now, LONG),
  day_divider_pretty: (date, tz, now) => pretty(date, tz, now, { weekday: "long", day: "numeric", month: "long" }),
  time,
  time_secs: timeWithSeconds,
  ago: (date, tz, now) => ago(date, now),
};

/** Slack's date format (`{date_short} at {time}`) filled in; unknown tokens stay as written. */
export function fillDate(format, seconds, tz, now) {
  const date = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(date, tz, now) ?? whole);
}

/** "5 minutes ago", "in 3 days". */
function ago(date, now) {
  const seconds = (date - now) / 1000;
  const units = [["day", 86_400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/** Unix seconds of a wall-clock text (`2026-11-20T15:00`) in a zone. */
export function wallToUnix(text, tz) {
  const guess = Date.parse(`${text}Z`);
  const offset = Date.parse(`${wall(new Date(guess), tz)}Z`) - guess;
  return Math.round((guess - offset) / 1000);
}

/** Wall-clock text in a zone, as `datetime-local` fields want it. */
export function wall(date, tz) {
  return `${day(date, tz)}T${time(date, tz)}`;
}
