/**
 * A call as it is said and written for people: the room as they call it, the label as a voice reads it. Pure.
 */
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { Say } from "../../actors/shared/words.ts";
import type { Call } from "./board_state.ts";

/** A room given as a bare number or short code ("3", "2B"): people call it "room 3". */
const BARE_ROOM = /^\d{1,4}[A-Za-z]?$/;

/** Where a call leads to, as a name that can stand alone. */
export function placeOf(room: string | null, say: Say<WordKey>): string {
  if (room === null) return say("display.desk");
  return BARE_ROOM.test(room) ? say("room.numbered", { room }) : room;
}

/** A label as a voice reads it: letters one by one, the number without its leading zeros ("A-014": "A 14"). */
export function spokenLabel(label: string): string {
  const [prefix = "", digits] = label.split("-");
  const letters = [...prefix].join(" ");
  return digits === undefined ? letters : `${letters} ${Number(digits)}`.trim();
}

/** The sentence that a voice says. */
export function spokenCall({ label, room }: Call, say: Say<WordKey>): string {
  const spoken = { label: spokenLabel(label) };
  if (room === null) return say("display.spokenDesk", spoken);
  return say("display.spoken", { ...spoken, room: placeOf(room, say) });
}

/** The best voice of `voices` for `language`: one of the machine itself before one that needs a network. */
export function pickVoice<Voice extends { readonly lang: string; readonly localService: boolean }>(
  voices: readonly Voice[],
  language: string,
): Voice | null {
  const fitting = voices.filter(({ lang }) => lang.toLowerCase().split(/[-_]/)[0] === language);
  return fitting.find(({ localService }) => localService) ?? fitting[0] ?? null;
}
