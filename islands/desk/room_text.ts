/** A room as people say it: a bare number gets its word. */
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { Say } from "../../actors/shared/words.ts";

/** The room in words, or null when there is none. */
export function roomText(room: string | null, say: Say<WordKey>): string | null {
  if (room === null || room === "") return null;
  return /^\d+$/.test(room) ? say("room.numbered", { room }) : room;
}
