/**
 * The stored shapes of a queue: its configuration, tickets and events, as zod schemas that are parsed on every replay;
 * the types are inferred from them. Commands are in `commands.ts`, rules in `decide.ts`, order in `order.ts`.
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

/** The steps that staff can take back, by the name of their endpoint. Stored: add only. */
export const UNDO_ACTIONS = [
  "cancel",
  "leave",
  "no-show",
  "call",
  "start",
  "complete",
  "hold",
  "defer",
  "move",
  "priority",
] as const;
export type UndoAction = (typeof UNDO_ACTIONS)[number];

/**
 * What `undo` needs to put a ticket back: its state and key before the last step, and of its other fields those that
 * the step overwrote. Version 1 knew neither `action` nor `was`: it only took back ends.
 */
export const Undoable = z.object({
  state: z.enum(TICKET_STATES),
  key: OrderKey,
  until: at,
  action: z.enum(UNDO_ACTIONS).optional(),
  was: z.object({
    class: z.enum(TICKET_CLASSES),
    providerId: id<ProviderId>().nullable(),
    room: z.string().nullable(),
    calledBy: z.string().nullable(),
    firstCalledAt: at.nullable(),
    lastCalledAt: at.nullable(),
    calls: z.int().nonnegative(),
    graceEndsAt: at.nullable(),
    acknowledgedAt: at.nullable(),
    deferrals: z.int().nonnegative(),
  }).partial().optional(),
});
export type Undoable = z.infer<typeof Undoable>;

/** A block of numbers that a desk took for times without a connection. Its numbers are counted from 1. */
export const Lease = z.object({
  leaseId: z.string().min(1).max(64),
  /** Who took it (see `Turn.by`): nobody else may use it. */
  owner: z.string().min(1).max(120),
  /** Which of the day's blocks it is: its letters follow from it. */
  index: z.int().nonnegative(),
  count: z.int().positive(),
  used: z.array(z.int().positive()).readonly(),
});
export type Lease = z.infer<typeof Lease>;

/** Why a number of a lease could not be given: unknown or of another day, another's, taken, not in the block. */
export const LEASE_FAULTS = ["unknown", "foreign", "used", "outside"] as const;
export type LeaseFault = (typeof LEASE_FAULTS)[number];

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
  /** When a desk without a connection says the person joined; null for whoever joined in touch with the server. */
  claimedAt: at.nullable().default(null),
  /** When, and by whom (see `Turn.by`), the ticket changed last; null while it is as it joined. */
  changedAt: at.nullable().default(null),
  changedBy: z.string().nullable().default(null),
});
export type Ticket = z.infer<typeof Ticket>;

export interface ProviderPresence {
  readonly status: ProviderStatus;
  /** Expected return, epoch ms. */
  readonly until: number | null;
  readonly reasonId: TextId | null;
  /** When the status was set; null for one that nobody set, or that version 1 remembered. */
  readonly since: number | null;
}

const base = { at, by: z.string().min(1).max(120) };
/** `claimedAt`: when it happened, as a desk without a connection says; `at` is when the queue learned of it. */
const step = { ...base, claimedAt: at.optional() };
const ticket = { ...step, ticketId: id<TicketId>() };
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
  z.object({ type: z.literal("QueueOpened"), ...step, reasonId }),
  z.object({ type: z.literal("QueuePaused"), ...step, reasonId }),
  z.object({ type: z.literal("QueueClosed"), ...step, reasonId }),
  /** Bulk: `evolve` derives each ticket's end (or its carrying over) from it. */
  z.object({ type: z.literal("DayEnded"), ...base, date: z.string() }),
  z.object({ type: z.literal("DayOpened"), ...base, date: z.string(), startsAt: at, endsAt: at }),
  z.object({
    type: z.literal("ProviderStatusSet"),
    ...step,
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
    /** The leased number that was asked for, and why another was given (null: it was given). */
    lease: z.object({
      leaseId: z.string().min(1).max(64),
      tokenNumber: z.int().positive(),
      fault: z.enum(LEASE_FAULTS).nullable(),
    }).optional(),
  }),
  z.object({
    type: z.literal("NumbersLeased"),
    ...base,
    leaseId: z.string().min(1).max(64),
    index: z.int().nonnegative(),
    count: z.int().positive(),
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
  /** `action`: the step that was taken back; version 1 does not name it. */
  z.object({
    type: z.literal("TicketRestored"),
    ...ticket,
    state: z.enum(TICKET_STATES),
    key: OrderKey,
    action: z.enum(UNDO_ACTIONS).optional(),
  }),
  z.object({ type: z.literal("PaymentRecorded"), ...ticket, paidAt: namedAt.nullable() }),
  z.object({ type: z.literal("LinkRevoked"), ...ticket, code: id<TrackingCode>().nullable() }),
]);
export type QueueEvent = z.infer<typeof QueueEvent>;

/**
 * The version written with every batch; raise it together with an upcaster and a stored sample. Version 2 added
 * claimed instants, leased numbers and the undo of every step; what version 1 wrote reads as it is.
 */
export const QUEUE_EVENT_VERSION = 2;
