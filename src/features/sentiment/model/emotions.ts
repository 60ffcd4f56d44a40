// What a written feeling shows: emoticons by their mouth, :shortcodes: by a list, emoji by the `sentiment` package's valences.

import { EMOJI_VALENCES } from "./valences.ts";

const SHORTCODES: ReadonlyMap<string, number> = new Map([
  ...valued(
    1,
    `+1 thumbsup tada heart rocket clap smile smiley grin grinning joy blush wink raised_hands pray heart_eyes hearts
     sparkles star star2 sunglasses laughing satisfied relaxed ok_hand muscle bow beers beer cake coffee cookie fire 100
     sparkling_heart yellow_heart green_heart blue_heart purple_heart two_hearts heartbeat kissing_heart hugs smile_cat
     stuck_out_tongue stuck_out_tongue_winking_eye tongue innocent slightly_smiling_face wave trophy medal metal v ship
     shipit dancer dancers balloon confetti_ball gift yum smirk sweat_smile lol rofl champagne party_popper gem
     white_check_mark heavy_check_mark handshake fist nerd_face dancing_men`,
  ),
  ...valued(
    -1,
    `-1 thumbsdown confused disappointed cry sob rage angry facepalm worried frowning frowning_face unamused weary tired_face
     confounded persevere scream sleepy fearful cold_sweat sweat pensive disappointed_relieved anguished triumph
     broken_heart slightly_frowning_face expressionless neutral_face no_mouth grimacing hankey poop shit x no_good
     open_mouth hushed astonished dizzy_face mask skull thinking face_palm roll_eyes rolling_eyes suspect middle_finger fu`,
  ),
]);

function valued(valence: number, names: string): [string, number][] {
  return names.split(/\s+/).map((name) => [`:${name}:`, valence]);
}

/** −1…1; 0 for one that shows nothing, or nothing known. `emotion` is a token's text, in lower case. */
export function emotionValence(emotion: string): number {
  const named = SHORTCODES.get(emotion);
  if (named !== undefined) return named;
  if (emotion.charCodeAt(0) > 0x7f) return EMOJI_VALENCES.get(emotion) ?? 0;
  if (emotion.startsWith(":") && emotion.endsWith(":")) return 0;
  if (emotion === "+1") return 0.5;
  if (emotion === "-1" || emotion === "</3" || emotion === "t_t" || /^-_+-$/.test(emotion)) return -0.7;
  if (emotion === "<3" || emotion.startsWith("^") || emotion === "\\o/") return 1;
  const last = emotion.charAt(emotion.length - 1);
  if (/[)\]}dp3*]/.test(last) && !emotion.startsWith(">:")) return emotion.includes("'(") ? -1 : 1;
  if (/[([{/\\|s@x<>co0]/.test(last)) return -0.8;
  return 0;
}
