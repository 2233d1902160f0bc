/**
 * What a holder can do with a ticket from its page, and what becomes of an action that waited for a connection. The
 * rules themselves are the queue's: this only keeps a page from sending what has no sense any more.
 */
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Track } from "./track.ts";

export const TICKET_ACTIONS = ["leave", "hold", "resume", "acknowledge"] as const;
/** Each is a form that posts to `<base>/<action>`. */
export type TicketAction = (typeof TICKET_ACTIONS)[number];

/** The words on the button of each action. */
export const ACTION_WORDS = {
  leave: "ticket.leave",
  hold: "ticket.hold",
  resume: "ticket.resume",
  acknowledge: "ticket.acknowledge",
} as const satisfies Readonly<Record<TicketAction, WordKey>>;

/** An action done without a connection. */
export interface KeptAction {
  readonly action: TicketAction;
  /** Makes sending it twice the same as once. */
  readonly key: string;
  /** Epoch ms. */
  readonly askedAt: number;
}

/** `send`: it still has sense; `done`: the ticket is so already; `overtaken`: something else happened first. */
export type Fate = "send" | "done" | "overtaken";

const FROM: Readonly<Record<TicketAction, readonly Track["status"][]>> = {
  leave: ["waitlisted", "waiting", "held", "called"],
  hold: ["waiting"],
  resume: ["held"],
  acknowledge: ["called"],
};

function isDone(action: TicketAction, { status, isAcknowledged, cause }: Track): boolean {
  switch (action) {
    case "leave":
      return status === "cancelled" && cause === "left";
    case "hold":
      return status === "held";
    case "resume":
      return status === "waiting";
    case "acknowledge":
      return status === "called" && isAcknowledged;
  }
}

/** What becomes of `action` now that the ticket is known to stand as `track` says. */
export function fateOf(action: TicketAction, track: Track): Fate {
  if (isDone(action, track)) return "done";
  return FROM[action].includes(track.status) ? "send" : "overtaken";
}
