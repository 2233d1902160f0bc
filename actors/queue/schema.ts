/**
 * The shapes of a queue: its configuration, tickets, commands and events. Stored shapes are zod schemas, parsed on
 * every replay; the types are inferred from them. Rules live in `decide.ts`, order in `order.ts`.
 */
import { z } from "zod";
import type {
  FacilityId,
  Locator,
  PatientId,
  ProviderId,
  QueueId,
  TenantId,
  TextId,
  TicketId,
  TrackingCode,
} from "../shared/ids.ts";
import type { SeenTicket } from "./seen.ts";

/** A cast, not a transform: ids are most of what a replay parses, and a transform costs a quarter more. */
const id = <T extends string>() => z.string().min(1).max(64) as unknown as z.ZodType<T, string>;
const at = z.int().nonnegative();
/** An instant that people name, whatever they name: our clock knows none before 1970, they might. */
const namedAt = z.int();

export const TICKET_CLASSES = ["emergency", "urgent", "routine"] as const;
export type TicketClass = (typeof TICKET_CLASSES)[number];
export const NEEDS = ["elderly", "paediatric", "pregnant", "disability", "other"] as const;
export type Need = (typeof NEEDS)[number];
export const MODES = ["in_person", "online"] as const;
export type Mode = (typeof MODES)[number];
export const ORDERINGS = ["token", "arrival", "priority"] as const;
export type Ordering = (typeof ORDERINGS)[number];
export const PROVIDER_STATUSES = ["available", "busy", "on_break", "offline"] as const;
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];
export type QueueStatus = "open" | "paused" | "closed";
export const CANCEL_CAUSES = ["patient", "staff", "left", "day_ended"] as const;
export type CancelCause = (typeof CANCEL_CAUSES)[number];

export const TICKET_STATES = [
  "waitlisted",
  "waiting",
  "held",
  "called",
  "serving",
  "completed",
  "no_show",
  "cancelled",
] as const;
export type TicketState = (typeof TICKET_STATES)[number];

/** Prior service time in minutes; null means cleared: no number is promised before five services. */
const priorMinutes = z.number().positive().max(1440).nullable();

/** Keeps a queue's configuration within one snapshot row. */
export const APPOINTMENT_TYPES_MAX = 100;

/** Everything about a queue that an administrator sets. Changes replace it whole, as one versioned event. */
export const QueueConfig = z.object({
  tenantId: id<TenantId>(),
  facilityId: id<FacilityId>(),
  locator: id<Locator>(),
  displayId: z.string().min(16).max(64),
  name: z.string().min(1).max(80),
  /** Letters before the number on a label, unique in the facility. */
  prefix: z.string().regex(/^[A-Z]{1,3}$/),
  ordering: z.enum(ORDERINGS),
  /** IANA zone of the facility. */
  timeZone: z.string().min(1).max(64),
  /** Minutes after local midnight at which a service day starts. */
  dayStartsAtMinutes: z.int().min(0).max(1439),
  /** A round-the-clock queue keeps its waiting people over the day's end. */
  carriesOver: z.boolean(),
  /** People in the queue at most (SPEC §4); null: no maximum. */
  capacity: z.int().positive().max(1_000_000).nullable(),
  waitlistCapacity: z.int().nonnegative().max(100_000),
  /** People may join without an account. */
  selfJoin: z.boolean(),
  /** The demo's openness: unknown patient ids make nameless people, anyone looks positions up. */
  isOpenToUnknown: z.boolean(),
  providerIds: z.array(id<ProviderId>()).max(100),
  defaultServiceMinutes: priorMinutes,
  /** Prior per appointment type; an absent type uses the default. */
  serviceMinutes: z.record(z.string().min(1).max(40), priorMinutes)
    .refine((types) => Object.keys(types).length <= APPOINTMENT_TYPES_MAX, "Too many appointment types"),
  graceMinutes: z.object({ in_person: z.number().min(0).max(240), online: z.number().min(0).max(240) }),
  holdMinutes: z.number().positive().max(480),
  deferPlaces: z.int().positive().max(100),
  headStartMinutes: z.object({
    urgent: z.number().min(0).max(480),
    need: z.number().min(0).max(480),
    needsMax: z.number().min(0).max(480),
  }),
});
export type QueueConfig = z.infer<typeof QueueConfig>;

/**
 * Where a ticket stands, compared left to right: tier (0 emergency, 1 line, 2 early), the policy's number (instant
 * or day and token), log position of the join, and a suffix that only a move between two neighbours gives.
 */
export const OrderKey = z.tuple([z.int(), z.number(), z.number(), z.string()]).readonly();
export type OrderKey = z.infer<typeof OrderKey>;

/** What the person was told on entry. */
export const Quote = z.object({ position: z.int().nonnegative(), headlineMinutes: z.int().nullable() });
export type Quote = z.infer<typeof Quote>;

/** What `undo` needs to put a ticket back: its state and key before a removal, cancel or no-show. */
export const Undoable = z.object({ state: z.enum(TICKET_STATES), key: OrderKey, until: at });
export type Undoable = z.infer<typeof Undoable>;

/** One patient's place in one queue on one service day. A value: a change makes a new one. */
export const Ticket = z.object({
  id: id<TicketId>(),
  patientId: id<PatientId>(),
  /** Null once revoked. */
  code: id<TrackingCode>().nullable(),
  /** Version that a tracking token must carry; rises with each revocation. */
  linkVersion: z.int().positive(),
  /** Service day of issue, `YYYY-MM-DD`. */
  day: z.string(),
  tokenNumber: z.int().positive(),
  state: z.enum(TICKET_STATES),
  class: z.enum(TICKET_CLASSES),
  needs: z.array(z.enum(NEEDS)).readonly(),
  declaredNeeds: z.array(z.enum(NEEDS)).readonly(),
  mode: z.enum(MODES),
  appointmentType: z.string().nullable(),
  key: OrderKey,
  joinedAt: at,
  /** When the person entered the line (equals `joinedAt` unless waitlisted first). */
  enteredAt: at.nullable(),
  joinedSeq: z.int().positive(),
  /** Log position of the last change of this ticket. */
  version: z.int().positive(),
  quote: Quote.nullable(),
  paidAt: namedAt.nullable(),
  providerId: id<ProviderId>().nullable(),
  room: z.string().nullable(),
  /** Who called last (see `Turn.by`). */
  calledBy: z.string().nullable(),
  firstCalledAt: at.nullable(),
  lastCalledAt: at.nullable(),
  calls: z.int().nonnegative(),
  graceEndsAt: at.nullable(),
  acknowledgedAt: at.nullable(),
  holdEndsAt: at.nullable(),
  deferrals: z.int().nonnegative(),
  startedAt: at.nullable(),
  endedAt: at.nullable(),
  cause: z.enum([...CANCEL_CAUSES, "grace", "staff_no_show"]).nullable(),
  undoable: Undoable.nullable(),
  /** True once waitlisted, held, deferred, moved, re-classed, undone or carried: the position formula no longer applies. */
  isIrregular: z.boolean(),
});
export type Ticket = z.infer<typeof Ticket>;

export interface ProviderPresence {
  readonly status: ProviderStatus;
  /** Expected return, epoch ms. */
  readonly until: number | null;
  readonly reasonId: TextId | null;
}

// ---- Commands -------------------------------------------------------------------------------------------------

export type QueueCommand =
  | { readonly type: "CreateQueue"; readonly config: QueueConfig }
  | { readonly type: "ChangeQueue"; readonly config: QueueConfig; readonly ifRevision?: number }
  | { readonly type: "ArchiveQueue"; readonly reasonId: TextId | null }
  | { readonly type: "OpenQueue" | "PauseQueue" | "CloseQueue"; readonly reasonId: TextId | null }
  | {
    readonly type: "SetProviderStatus";
    readonly providerId: ProviderId;
    readonly status: ProviderStatus;
    readonly until: number | null;
    readonly reasonId: TextId | null;
  }
  | JoinCommand
  | {
    readonly type: "CallNext";
    readonly providerId: ProviderId | null;
    readonly room: string | null;
    /** The session that asks: with the provider, whose "after" counts. */
    readonly caller: string;
    readonly after: TicketId | null;
  }
  | {
    readonly type: "Complete";
    readonly ticketId: TicketId;
    readonly ifVersion?: number;
    /** Present: complete and call the next in one commit. */
    readonly callNext: { readonly caller: string; readonly room: string | null } | null;
  }
  | {
    readonly type: "Call";
    readonly ticketId: TicketId;
    readonly providerId: ProviderId | null;
    readonly room: string | null;
    readonly caller: string;
    readonly ifVersion?: number;
  }
  | TicketCommand<"Start" | "NoShow" | "Hold" | "Resume" | "Leave" | "Defer" | "Undo" | "Acknowledge">
  | TicketCommand<"RevokeLink"> & { readonly code: TrackingCode | null }
  | TicketCommand<"Cancel"> & { readonly reasonId: TextId | null }
  | TicketCommand<"Move"> & { readonly position: number; readonly reasonId: TextId | null }
  | TicketCommand<"SetPriority"> & { readonly class: TicketClass; readonly reasonId: TextId | null }
  | TicketCommand<"ConfirmNeeds"> & { readonly needs: readonly Need[] }
  | TicketCommand<"RecordPayment"> & { readonly paidAt: number | null }
  | { readonly type: "Tick" };

/** A command about one ticket; `ifVersion` refuses it when the ticket changed since (`stale_version`). */
export interface TicketCommand<Type extends string> {
  readonly type: Type;
  readonly ticketId: TicketId;
  readonly ifVersion?: number;
}

export interface JoinCommand {
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
}

// ---- Events ---------------------------------------------------------------------------------------------------

const base = { at, by: z.string().min(1).max(120) };
const ticket = { ...base, ticketId: id<TicketId>() };
const reasonId = id<TextId>().nullable();

export const QueueEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("QueueCreated"), ...base, queueId: id<QueueId>(), config: QueueConfig }),
  /** `previousPrefix`: the label prefix given up with this change, null when it stays. */
  z.object({
    type: z.literal("QueueChanged"),
    ...base,
    config: QueueConfig,
    previousPrefix: z.string().nullable(),
  }),
  z.object({ type: z.literal("QueueArchived"), ...base, reasonId }),
  z.object({ type: z.literal("QueueOpened"), ...base, reasonId }),
  z.object({ type: z.literal("QueuePaused"), ...base, reasonId }),
  z.object({ type: z.literal("QueueClosed"), ...base, reasonId }),
  /** Bulk: `evolve` derives each ticket's end (or its carrying over) from it. */
  z.object({ type: z.literal("DayEnded"), ...base, date: z.string() }),
  z.object({ type: z.literal("DayOpened"), ...base, date: z.string(), startsAt: at, endsAt: at }),
  z.object({
    type: z.literal("ProviderStatusSet"),
    ...base,
    providerId: id<ProviderId>(),
    status: z.enum(PROVIDER_STATUSES),
    until: namedAt.nullable(),
    reasonId,
  }),
  z.object({
    type: z.literal("TicketJoined"),
    ...ticket,
    patientId: id<PatientId>(),
    isNewPatient: z.boolean(),
    code: id<TrackingCode>(),
    tokenNumber: z.int().positive(),
    state: z.enum(["waiting", "waitlisted"]),
    class: z.enum(TICKET_CLASSES),
    declaredNeeds: z.array(z.enum(NEEDS)).readonly(),
    mode: z.enum(MODES),
    appointmentType: z.string().nullable(),
    key: OrderKey,
    quote: Quote.nullable(),
  }),
  z.object({ type: z.literal("TicketPromoted"), ...ticket, quote: Quote }),
  /** A waitlisted person holds a live ticket elsewhere: skipped, told, asked again at the next free place. */
  z.object({ type: z.literal("PromotionSkipped"), ...ticket }),
  z.object({
    type: z.literal("TicketCalled"),
    ...ticket,
    providerId: id<ProviderId>().nullable(),
    room: z.string().nullable(),
    /** Whose "after" the call counts for; null for a call by name, which is not given but chosen. */
    caller: z.string().nullable(),
    graceEndsAt: at,
    /** How many callable people a call by name passed over. */
    passed: z.int().nonnegative(),
  }),
  z.object({ type: z.literal("TicketRecalled"), ...ticket, caller: z.string(), room: z.string().nullable() }),
  z.object({ type: z.literal("TicketAcknowledged"), ...ticket }),
  z.object({ type: z.literal("ServiceStarted"), ...ticket, providerId: id<ProviderId>().nullable() }),
  z.object({ type: z.literal("ServiceCompleted"), ...ticket }),
  z.object({ type: z.literal("TicketMissed"), ...ticket, cause: z.enum(["grace", "staff_no_show"]) }),
  z.object({ type: z.literal("TicketHeld"), ...ticket, holdEndsAt: at }),
  z.object({ type: z.literal("TicketResumed"), ...ticket, cause: z.enum(["asked", "expired"]) }),
  z.object({
    type: z.literal("TicketCancelled"),
    ...ticket,
    cause: z.enum(["patient", "staff", "left"]),
    reasonId,
  }),
  z.object({ type: z.literal("TicketDeferred"), ...ticket, key: OrderKey }),
  z.object({
    type: z.literal("TicketMoved"),
    ...ticket,
    key: OrderKey,
    position: z.int().positive(),
    reasonId,
  }),
  z.object({
    type: z.literal("TicketReclassed"),
    ...ticket,
    class: z.enum(TICKET_CLASSES),
    key: OrderKey,
    reasonId,
  }),
  z.object({
    type: z.literal("NeedsConfirmed"),
    ...ticket,
    needs: z.array(z.enum(NEEDS)).readonly(),
    key: OrderKey,
  }),
  z.object({ type: z.literal("TicketRestored"), ...ticket, state: z.enum(TICKET_STATES), key: OrderKey }),
  z.object({ type: z.literal("PaymentRecorded"), ...ticket, paidAt: namedAt.nullable() }),
  z.object({ type: z.literal("LinkRevoked"), ...ticket, code: id<TrackingCode>().nullable() }),
]);
export type QueueEvent = z.infer<typeof QueueEvent>;

/** The version written with every batch; raise it together with an upcaster and a stored sample. */
export const QUEUE_EVENT_VERSION = 1;

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
  readonly queueSeq: number;
}

/** What an idempotency key remembers of an outcome. */
export interface QueueReference {
  readonly ticketId: TicketId | null;
  readonly nextId: TicketId | null;
}
