/**
 * What the server gives the desk's page: names of queues, providers and the person at the desk, words, nothing about
 * patients. Shapes only.
 */
import type { QueueStatus, TicketState } from "../../actors/queue/schema.ts";
import type { Words } from "../../actors/shared/words.ts";
import type { WalkInWords } from "./walk_in_line.ts";

/** A queue in the list on the left. */
export interface QueueLine {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly status: QueueStatus;
  readonly counts: Readonly<Record<TicketState, number>>;
  /** Since when whoever has waited longest is waiting, ISO 8601; null when nobody is. */
  readonly longestSince: string | null;
  readonly estimatedWaitMinutes: number | null;
}

export interface DeskProps {
  readonly queueId: string;
  readonly facilityName: string;
  readonly timeZone: string;
  /** Minutes after local midnight at which a service day starts. */
  readonly dayStartsAtMinutes: number;
  readonly language: string;
  readonly words: Words;
  /** The desk's own language first. */
  readonly walkInWords: readonly WalkInWords[];
  readonly account: {
    readonly tenantId: string;
    readonly id: string;
    readonly name: string;
    readonly mayMove: boolean;
  };
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  readonly queues: readonly QueueLine[];
  /** Epoch ms of the server's rendering: the first rendering in the browser repeats it exactly. */
  readonly renderedAt: number;
}
