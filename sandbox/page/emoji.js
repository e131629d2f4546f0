/** Emoji by their Slack short names: the few dozen that people use in sales channels. */
import { el } from "./dom.js";

const EMOJI = Object.fromEntries(`
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|clap 👏|raised_hands 🙌|pray 🙏|muscle 💪|wave 👋|ok_hand 👌|point_up ☝️|point_right 👉
point_left 👈|point_down 👇|handshake 🤝|eyes 👀|ear 👂|brain 🧠|speech_balloon 💬|thought_balloon 💭|mega 📣|loudspeaker 📢
tada 🎉|confetti_ball 🎊|clinking_glasses 🥂|beers 🍻|beer 🍺|champagne 🍾|wine_glass 🍷|coffee ☕|cake 🍰|trophy 🏆|medal 🏅|first_place_medal 🥇
star ⭐|star2 🌟|sparkles ✨|fire 🔥|rocket 🚀|bulb 💡|dart 🎯|heart ❤️|purple_heart 💜|blue_heart 💙|green_heart 💚|yellow_heart 💛|broken_heart 💔|100 💯
smile 😄|smiley 😃|grinning 😀|slightly_smiling_face 🙂|blush 😊|wink 😉|joy 😂|sweat_smile 😅|thinking_face 🤔|cry 😢|sob 😭|disappointed 😞|sunglasses 😎|hugging_face 🤗|face_palm 🤦|shrug 🤷|melting_face 🫠|saluting_face 🫡
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|warning ⚠️|no_entry ⛔|question ❓|exclamation ❗|information_source ℹ️|heavy_plus_sign ➕
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫
memo 📝|pencil2 ✏️|pushpin 📌|paperclip 📎|link 🔗|lock 🔒|unlock 🔓|key 🔑|mag 🔍|bell 🔔|no_bell 🔕|calendar 📅|date 📅|alarm_clock ⏰|hourglass ⌛|stopwatch ⏱️|clock3 🕒
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|dollar 💵|euro 💶|telephone_receiver 📞|phone ☎️|email 📧|envelope ✉️|incoming_envelope 📨|package 📦|books 📚|book 📖|mortar_board 🎓|clipboard 📋
sunny ☀️|partly_sunny ⛅|cloud ☁️|sun_behind_cloud 🌥️|mostly_sunny 🌤️|rainbow 🌈|umbrella ☔|snowflake ❄️|seedling 🌱|herb 🌿|four_leaf_clover 🍀|deciduous_tree 🌳|earth_africa 🌍
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄|repeat 🔁|recycle ♻️|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣
robot_face 🤖|busts_in_silhouette 👥|bust_in_silhouette 👤|office 🏢|house 🏠|wrench 🔧|hammer 🔨|gear ⚙️|puzzle_piece 🧩|shield 🛡️|gift 🎁|balloon 🎈|hand ✋|v ✌️|crossed_fingers 🤞|call_me_hand 🤙|palms_up_together 🤲|bow 🙇
`.trim().split(/[|\n]/).map((pair) => pair.trim().split(" ")));

/** Names offered first when somebody reacts. */
export const COMMON = [
  "+1", "raised_hands", "clap", "tada", "clinking_glasses", "heart", "fire", "eyes",
  "bulb", "dart", "rocket", "muscle", "thinking_face", "pray", "white_check_mark", "100",
  "smile", "joy", "sweat_smile", "disappointed", "wave", "sparkles", "trophy", "seedling",
];

/** The character of a short name, or nothing. */
export function character(name) {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined;
}

/** An emoji that a screen reader can name; null when the name is unknown. */
export function emoji(name) {
  const sign = character(name.split("::")[0]);
  return sign ? el("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, sign) : null;
}

/** Known names that begin with `start`, shortest first. */
export function namesLike(start) {
  return Object.keys(EMOJI).filter((name) => name.startsWith(start)).sort((a, b) => a.length - b.length);
}
