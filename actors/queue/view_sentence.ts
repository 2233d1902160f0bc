/**
 * How things stand for one ticket, in one sentence of the person's language: what `queueStatus` carries. It knows
 * words only; who may see which ticket is decided elsewhere.
 */
import { assertNever } from "../shared/assert.ts";
import type { WordKey } from "../shared/i18n.ts";
import type { Say } from "../shared/words.ts";
import type { QueueStatus, Ticket } from "./schema.ts";

/** A room given as a bare number or short code ("3", "2B"): people call it "room 3". */
const BARE_ROOM = /^\d{1,4}[A-Za-z]?$/;

/** The sentence for `ticket` in the language that `say` speaks, without a full stop. */
export function ticketSentence(
  ticket: Ticket,
  { say, status, ahead }: {
    readonly say: Say<WordKey>;
    readonly status: QueueStatus;
    readonly ahead: number | null;
  },
): string {
  switch (ticket.state) {
    case "waiting":
      return say(`status.${status}`, { count: ahead ?? 0 });
    case "called":
      if (ticket.room === null) return say("status.called");
      return say("status.calledTo", { room: roomName(ticket.room, say) });
    case "held":
    case "serving":
    case "waitlisted":
    case "completed":
      return say(`status.${ticket.state}`);
    case "no_show":
      return say("status.noShow");
    case "cancelled":
      return say(cancelledKey(ticket));
    default:
      return assertNever(ticket.state);
  }
}

function roomName(room: string, say: Say<WordKey>): string {
  return BARE_ROOM.test(room) ? say("room.numbered", { room }) : room;
}

function cancelledKey({ cause }: Ticket): WordKey {
  if (cause === "left" || cause === "patient") return "status.left";
  return cause === "day_ended" ? "status.dayEnded" : "status.removed";
}
