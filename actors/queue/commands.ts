/**
 * What a queue can be told, and what it answers. Types only: nothing of them is stored, events are what is kept.
 */
import type { PatientId, ProviderId, TextId, TicketId, TrackingCode } from "../shared/ids.ts";
import type { Lease, Mode, Need, ProviderStatus, QueueConfig, TicketClass } from "./schema.ts";
import type { SeenTicket } from "./seen.ts";

export type QueueCommand =
  | { readonly type: "CreateQueue"; readonly config: QueueConfig }
  | { readonly type: "ChangeQueue"; readonly config: QueueConfig; readonly ifRevision?: number }
  | { readonly type: "ArchiveQueue"; readonly reasonId: TextId | null }
  | Claimed & { readonly type: "OpenQueue" | "PauseQueue" | "CloseQueue"; readonly reasonId: TextId | null }
  | Claimed & {
    readonly type: "SetProviderStatus";
    readonly providerId: ProviderId;
    readonly status: ProviderStatus;
    readonly until: number | null;
    readonly reasonId: TextId | null;
  }
  | JoinCommand
  | { readonly type: "LeaseNumbers"; readonly leaseId: string; readonly count: number }
  | {
    readonly type: "CallNext";
    readonly providerId: ProviderId | null;
    readonly room: string | null;
    /** The session that asks: with the provider, whose "after" counts. */
    readonly caller: string;
    readonly after: TicketId | null;
  }
  | TicketCommand<"Complete"> & {
    /** Present: complete and call the next in one commit. */
    readonly callNext: { readonly caller: string; readonly room: string | null } | null;
  }
  | TicketCommand<"Call"> & {
    readonly providerId: ProviderId | null;
    readonly room: string | null;
    readonly caller: string;
  }
  | TicketCommand<"Start" | "NoShow" | "Hold" | "Resume" | "Leave" | "Defer" | "Undo" | "Acknowledge">
  | TicketCommand<"RevokeLink"> & { readonly code: TrackingCode | null }
  | TicketCommand<"Cancel"> & { readonly reasonId: TextId | null }
  | TicketCommand<"Move"> & { readonly position: number; readonly reasonId: TextId | null }
  | TicketCommand<"SetPriority"> & { readonly class: TicketClass; readonly reasonId: TextId | null }
  | TicketCommand<"ConfirmNeeds"> & { readonly needs: readonly Need[] }
  | TicketCommand<"RecordPayment"> & { readonly paidAt: number | null }
  | { readonly type: "Tick" };

/** What a desk without a connection did when, epoch ms; bounded by `claim.ts`. Absent: now. */
export interface Claimed {
  readonly claimedAt?: number;
}

/** A command about one ticket; `ifVersion` refuses it when the ticket changed since (`stale_version`). */
export interface TicketCommand<Type extends string> extends Claimed {
  readonly type: Type;
  readonly ticketId: TicketId;
  readonly ifVersion?: number;
}

export interface JoinCommand extends Claimed {
  readonly type: "Join";
  readonly ticketId: TicketId;
  readonly code: TrackingCode;
  readonly patientId: PatientId;
  /** The patient id was minted for this join: nobody else can hold its claim. */
  readonly isNewPatient: boolean;
  /** Set by staff; null for everybody else. */
  readonly class: TicketClass | null;
  /** The staff entered it: a staff-entered emergency passes pause and capacity. */
  readonly isStaff: boolean;
  readonly declaredNeeds: readonly Need[];
  readonly mode: Mode;
  readonly appointmentType: string | null;
  readonly acceptWaitlist: boolean;
  /** A number that the desk gave out without a connection, of staff only. */
  readonly lease?: { readonly leaseId: string; readonly tokenNumber: number };
}

/**
 * The answer to a command: the ticket as it stood right after, its place then, and for `Complete` with `callNext`
 * the ticket called next. Tickets are values, so the outcome never changes afterwards.
 */
export interface QueueOutcome {
  readonly seen: SeenTicket | null;
  /** `Complete` with `callNext`: who is next, null when nobody is or the queue is paused. */
  readonly next: SeenTicket | null;
  /** `CallNext` with `after`: this caller had been given another since, which is answered again. */
  readonly isRepeat: boolean;
  /** `LeaseNumbers`: the block, null once its day is over. */
  readonly lease: Lease | null;
  readonly queueSeq: number;
}

/** What an idempotency key remembers of an outcome. */
export interface QueueReference {
  readonly ticketId: TicketId | null;
  readonly nextId: TicketId | null;
  readonly leaseId?: string;
}
