/**
 * The shapes of answers for the API's description and for the tests that hold the answers to it. Nothing is parsed
 * with them at run time.
 */
import { z } from "zod";
import { PLACE_REASONS } from "../../actors/queue/explain.ts";
import {
  MODES,
  NEEDS,
  ORDERINGS,
  TICKET_CLASSES,
  TICKET_STATES,
  UNDO_ACTIONS,
} from "../../actors/queue/schema.ts";

const time = z.iso.datetime();
const minutes = z.int().nonnegative().nullable();

export const WaitRangeDoc = z.object({ low: z.int(), high: z.int() }).nullable();

/** A ticket as its holder and staff see it. */
export const TicketDoc = z.object({
  ticketId: z.string(),
  id: z.string(),
  appointmentId: z.string(),
  queueId: z.string(),
  tokenNumber: z.int(),
  label: z.string(),
  day: z.string(),
  status: z.enum(TICKET_STATES),
  cause: z.string().nullable(),
  position: z.int().nullable(),
  ahead: z.int().nullable(),
  estimatedWaitMinutes: minutes,
  waitRange: WaitRangeDoc,
  expectedReturnAt: time.nullable(),
  class: z.enum(TICKET_CLASSES),
  needs: z.array(z.enum(NEEDS)),
  declaredNeeds: z.array(z.enum(NEEDS)),
  mode: z.enum(MODES),
  appointmentType: z.string().nullable(),
  patientId: z.string(),
  providerId: z.string().nullable(),
  room: z.string().nullable(),
  joinedAt: time,
  calledAt: time.nullable(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  graceEndsAt: time.nullable(),
  holdEndsAt: time.nullable(),
  acknowledgedAt: time.nullable(),
  paidAt: time.nullable(),
  lateArrivals: z.int(),
  version: z.int(),
  quote: z.object({ position: z.int(), headlineMinutes: z.int().nullable() }).nullable(),
  undo: z.object({ action: z.enum(UNDO_ACTIONS), until: time }).nullable(),
});

/** What a join answers. */
export const JoinDoc = TicketDoc.extend({
  trackingToken: z.string(),
  trackingUrl: z.string(),
  /** A join with a leased number: true when another one was given. */
  isRenumbered: z.boolean().optional(),
});

/** A queue in a list. */
export const QueueDoc = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  status: z.enum(["open", "paused", "closed"]),
  selfJoin: z.boolean(),
  waiting: z.int(),
  estimatedWaitMinutes: minutes,
  expectedReturnAt: time.nullable(),
  ordering: z.enum(ORDERINGS),
});

/** One ticket as whoever follows its link sees it. */
export const TrackDoc = z.object({
  ticket: z.object({
    id: z.string(),
    ticketId: z.string(),
    appointmentId: z.string(),
    queueId: z.string(),
    label: z.string(),
    tokenNumber: z.int(),
    day: z.string(),
    status: z.enum(TICKET_STATES),
    cause: z.string().nullable(),
    mode: z.enum(MODES),
    room: z.string().nullable(),
    joinedAt: time,
    calledAt: time.nullable(),
    lastCalledAt: time.nullable(),
    acknowledgedAt: time.nullable(),
    graceEndsAt: time.nullable(),
    holdEndsAt: time.nullable(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    version: z.int(),
  }),
  queue: z.object({
    id: z.string(),
    name: z.string(),
    status: z.enum(["open", "paused", "closed"]),
    position: z.int().nullable(),
    ahead: z.int().nullable(),
    estimatedWaitTime: minutes,
    waitRange: WaitRangeDoc,
    expectedReturnAt: time.nullable(),
    queueStatus: z.string(),
    nowServing: z.string().nullable(),
    version: z.int(),
    updatedAt: time,
    ageMs: z.number(),
  }),
});

const PlaceGroupsDoc = z.array(z.object({ reason: z.enum(PLACE_REASONS), people: z.int() }));

/** Why a ticket stands where it stands; null for one without a rank. */
export const ExplanationDoc = z.object({
  ahead: z.int(),
  groups: PlaceGroupsDoc,
  seenBefore: z.object({ people: z.int(), groups: PlaceGroupsDoc }),
  isPartial: z.boolean(),
}).nullable();

/** The answer with which a place is explained. */
export const explanationAnswer = {
  200: {
    description: "Numbers of people by reason, never persons; null for a ticket without a rank",
    schema: z.object({ data: ExplanationDoc }),
  },
};

/** Every refusal. */
export const ProblemDoc = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** The tokens of a session. */
export const TokensDoc = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresIn: z.int(),
});
