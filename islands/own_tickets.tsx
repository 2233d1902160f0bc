/**
 * The way back to one's own place for somebody who opens the list of lines: a bar at the foot of the screen, over the
 * page and not in it, so that nothing moves when it comes. It knows only what this phone kept.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";
import { type KeptTicket, liveTickets, ticketStorage } from "./kept_ticket.ts";

/** The last ticket of this phone that still waits for something, if there is one. */
export function OwnTicket({ say }: { readonly say: Say<WordKey> }) {
  const ticket = useSignal<KeptTicket | null>(null);
  useEffect(() => {
    const look = () => ticket.value = liveTickets(ticketStorage(), Date.now())[0] ?? null;
    look();
    addEventListener("pageshow", look);
    return () => removeEventListener("pageshow", look);
  }, []);
  if (ticket.value === null) return null;
  const { track, queueName, base } = ticket.value;
  return (
    <p class="own-ticket">
      <span class="own-ticket-text">
        <strong>{say("queues.own", { label: track.label })}</strong> <span>{queueName}</span>
      </span>
      <a class="button primary" href={base}>{say("queues.ownShow")}</a>
    </p>
  );
}
