/**
 * What each audience may see of a queue: the person of a ticket, whoever lists queues, a public screen. Views are
 * plain values made of confirmed state; staff's own are in `view_desk.ts`. A field that is not named here is not shown.
 */
import { assert } from "../shared/assert.ts";
import { type Language, sayIn } from "../shared/i18n.ts";
import type { Wait } from "../shared/wait.ts";
import type {
  Mode,
  Need,
  QueueConfig,
  QueueStatus,
  Quote,
  Ticket,
  TicketClass,
  TicketState,
  UndoAction,
} from "./schema.ts";
import { presenceOf } from "./header.ts";
import { type Estimate, expectedReturnOf, type SeenTicket, waitOf } from "./seen.ts";
import type { QueueState } from "./state.ts";
import { undoActionOf } from "./ticket.ts";
import { ticketSentence } from "./view_sentence.ts";

/** Calls that a public screen shows large, and labels that it shows as next. */
export const DISPLAY_CALLED_MAX = 6;
export const DISPLAY_NEXT_MAX = 8;

export interface WaitRange {
  readonly low: number;
  readonly high: number;
}

/** A ticket as its holder and staff see it. Instants are ISO 8601 UTC, waits whole minutes. */
export interface TicketView {
  readonly ticketId: string;
  readonly id: string;
  readonly appointmentId: string;
  readonly queueId: string;
  readonly tokenNumber: number;
  readonly label: string;
  readonly day: string;
  readonly status: TicketState;
  readonly cause: Ticket["cause"];
  readonly position: number | null;
  readonly ahead: number | null;
  readonly estimatedWaitMinutes: number | null;
  readonly waitRange: WaitRange | null;
  /** While nobody works: when somebody is expected back. */
  readonly expectedReturnAt: string | null;
  readonly class: TicketClass;
  readonly needs: readonly Need[];
  readonly declaredNeeds: readonly Need[];
  readonly mode: Mode;
  readonly appointmentType: string | null;
  readonly patientId: string;
  readonly providerId: string | null;
  readonly room: string | null;
  readonly joinedAt: string;
  readonly calledAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly graceEndsAt: string | null;
  readonly holdEndsAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly paidAt: string | null;
  readonly lateArrivals: number;
  readonly version: number;
  readonly quote: Quote | null;
  /** The last step of staff, and until when `undo` takes it back; null when there is nothing to take back. */
  readonly undo: { readonly action: UndoAction; readonly until: string } | null;
}

/** One ticket as whoever follows its link sees it: nothing of other people, nothing medical. */
export interface TrackView {
  readonly ticket: {
    readonly id: string;
    readonly ticketId: string;
    readonly appointmentId: string;
    readonly queueId: string;
    readonly label: string;
    readonly tokenNumber: number;
    readonly day: string;
    readonly status: TicketState;
    readonly cause: Ticket["cause"];
    readonly mode: Mode;
    readonly room: string | null;
    readonly joinedAt: string;
    readonly calledAt: string | null;
    readonly lastCalledAt: string | null;
    readonly acknowledgedAt: string | null;
    readonly graceEndsAt: string | null;
    readonly holdEndsAt: string | null;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    readonly version: number;
  };
  readonly queue: {
    readonly id: string;
    readonly name: string;
    readonly status: QueueStatus;
    readonly position: number | null;
    readonly ahead: number | null;
    readonly estimatedWaitTime: number | null;
    readonly waitRange: WaitRange | null;
    /** While nobody works: when somebody is expected back. */
    readonly expectedReturnAt: string | null;
    /** A sentence for the person, in the person's language. */
    readonly queueStatus: string;
    readonly nowServing: string | null;
    readonly version: number;
    readonly updatedAt: string;
    /** Milliseconds since the store last confirmed this. */
    readonly ageMs: number;
  };
}

export interface QueueSummary {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly status: QueueStatus;
  readonly selfJoin: boolean;
  readonly waiting: number;
  readonly estimatedWaitMinutes: number | null;
  /** While nobody works: when somebody is expected back. */
  readonly expectedReturnAt: string | null;
  readonly ordering: QueueConfig["ordering"];
}

/** A public screen: labels and rooms only. */
export interface DisplayView {
  readonly name: string;
  readonly status: QueueStatus;
  readonly called: readonly {
    readonly label: string;
    readonly room: string | null;
    readonly calledAt: string | null;
  }[];
  readonly next: readonly string[];
  readonly waiting: number;
  readonly estimatedWaitMinutes: number | null;
  /** While nobody works: when somebody is expected back. */
  readonly expectedReturnAt: string | null;
  readonly version: number;
  readonly updatedAt: string;
  /** Milliseconds since the store last confirmed this. */
  readonly ageMs: number;
}

/** The state of the queue itself, for anyone who follows it. */
export interface StatusView {
  readonly name: string;
  readonly status: QueueStatus;
  readonly statusSince: string;
  readonly queueStatus: string;
}

/** Who works, and when the others are expected back. */
export interface ProvidersView {
  readonly working: number;
  readonly providers: readonly {
    readonly providerId: string;
    readonly status: string;
    readonly until: string | null;
  }[];
}

export interface TrackOptions {
  readonly estimate: Estimate;
  readonly language: Language;
  /** Milliseconds since the store last confirmed the state. */
  readonly ageMs: number;
  /** The instant for which the view holds, epoch ms: waits are counted from here. */
  readonly at: number;
}

/** An instant as JSON carries it. */
export function isoOf(at: number): string {
  return new Date(at).toISOString();
}

/** ISO 8601, or null for nothing. */
export function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoOf(at);
}

/** The configuration of a queue that exists. Throws (a bug) before its creation: routes answer `not_found` first. */
export function configOf(state: QueueState): QueueConfig {
  const { config, queueId } = state.header;
  assert(config !== null, `Cannot show queue ${queueId}: it was never created`);
  return config;
}

/** What is shown of a wait: 0 once called. */
function minutesOf(ticket: Ticket, wait: Wait | null): number | null {
  if (ticket.state === "called" || ticket.state === "serving") return 0;
  return wait?.headlineMinutes ?? null;
}

function rangeOf(wait: Wait | null): WaitRange | null {
  return wait === null ? null : { low: wait.lowMinutes, high: wait.highMinutes };
}

/** The ticket for its holder and for staff: never for a screen or for another person. */
export function ticketView(seen: SeenTicket): TicketView {
  const { ticket, wait } = seen;
  return {
    ticketId: ticket.id,
    id: ticket.id,
    appointmentId: ticket.id,
    queueId: seen.queueId,
    tokenNumber: ticket.tokenNumber,
    label: seen.label,
    day: ticket.day,
    status: ticket.state,
    cause: ticket.cause,
    position: seen.position,
    ahead: seen.ahead,
    estimatedWaitMinutes: minutesOf(ticket, wait),
    waitRange: rangeOf(wait),
    expectedReturnAt: isoOrNull(seen.expectedReturnAt),
    class: ticket.class,
    needs: ticket.needs,
    declaredNeeds: ticket.declaredNeeds,
    mode: ticket.mode,
    appointmentType: ticket.appointmentType,
    patientId: ticket.patientId,
    providerId: ticket.providerId,
    room: ticket.room,
    joinedAt: isoOf(ticket.joinedAt),
    calledAt: isoOrNull(ticket.firstCalledAt),
    startedAt: isoOrNull(ticket.startedAt),
    endedAt: isoOrNull(ticket.endedAt),
    graceEndsAt: isoOrNull(ticket.graceEndsAt),
    holdEndsAt: isoOrNull(ticket.holdEndsAt),
    acknowledgedAt: isoOrNull(ticket.acknowledgedAt),
    paidAt: isoOrNull(ticket.paidAt),
    lateArrivals: 0,
    version: ticket.version,
    quote: ticket.quote,
    undo: undoOf(ticket),
  };
}

function undoOf(ticket: Ticket): TicketView["undo"] {
  const { undoable } = ticket;
  if (undoable === null) return null;
  return { action: undoActionOf(ticket, undoable), until: isoOf(undoable.until) };
}

/** One ticket as its link shows it. For many tickets of one queue take {@link trackViewer}. */
export function trackView(state: QueueState, ticket: Ticket, options: TrackOptions): TrackView {
  return trackViewer(state, options)(ticket);
}

/**
 * Makes the views of many tickets of one state: what they share is made once. Only good until `state` changes.
 */
export function trackViewer(state: QueueState, options: TrackOptions): (ticket: Ticket) => TrackView {
  const { estimate, language, ageMs, at } = options;
  const { header } = state;
  const { name } = configOf(state);
  const say = sayIn(language);
  const nowServing = nowServingOf(state);
  const updatedAt = isoOf(at);
  return (ticket) => {
    const wait = waitOf(state, ticket, estimate);
    const ahead = state.ahead(ticket);
    return {
      ticket: trackedTicket(state, ticket),
      queue: {
        id: header.queueId,
        name,
        status: header.status,
        position: state.position(ticket),
        ahead,
        estimatedWaitTime: minutesOf(ticket, wait),
        waitRange: rangeOf(wait),
        expectedReturnAt: isoOrNull(expectedReturnOf(state, { ticket, wait })),
        queueStatus: ticketSentence(ticket, { say, status: header.status, ahead }),
        nowServing,
        version: header.seq,
        updatedAt,
        ageMs,
      },
    };
  };
}

function trackedTicket(state: QueueState, ticket: Ticket): TrackView["ticket"] {
  return {
    id: ticket.id,
    ticketId: ticket.id,
    appointmentId: ticket.id,
    queueId: state.header.queueId,
    label: state.labelOf(ticket),
    tokenNumber: ticket.tokenNumber,
    day: ticket.day,
    status: ticket.state,
    cause: ticket.cause,
    mode: ticket.mode,
    room: ticket.room,
    joinedAt: isoOf(ticket.joinedAt),
    calledAt: isoOrNull(ticket.firstCalledAt),
    lastCalledAt: isoOrNull(ticket.lastCalledAt),
    acknowledgedAt: isoOrNull(ticket.acknowledgedAt),
    graceEndsAt: isoOrNull(ticket.graceEndsAt),
    holdEndsAt: isoOrNull(ticket.holdEndsAt),
    startedAt: isoOrNull(ticket.startedAt),
    endedAt: isoOrNull(ticket.endedAt),
    version: ticket.version,
  };
}

/** The label called last among those called or being served, or null when nobody is. */
function nowServingOf(state: QueueState): string | null {
  for (const ticket of state.recentlyCalled(1)) return state.labelOf(ticket);
  return null;
}

/** A queue in a list, with the wait of someone who joined now. */
export function queueSummary(
  state: QueueState,
  { estimate }: { readonly estimate: Estimate },
): QueueSummary {
  const config = configOf(state);
  return {
    id: state.header.queueId,
    name: config.name,
    prefix: config.prefix,
    status: state.header.status,
    selfJoin: config.selfJoin,
    waiting: state.line.count,
    estimatedWaitMinutes: newcomerMinutes(state, estimate),
    expectedReturnAt: isoOrNull(state.expectedReturnAt()),
    ordering: config.ordering,
  };
}

function newcomerMinutes(state: QueueState, estimate: Estimate): number | null {
  return estimate(state, state.workForNewcomer())?.headlineMinutes ?? null;
}

/** The latest calls: whoever has still to come before whoever is being seen already. */
function callsOf(state: QueueState): readonly Ticket[] {
  const recent = state.recentlyCalled(DISPLAY_CALLED_MAX);
  const isExpected = (ticket: Ticket) => ticket.state === "called";
  return [...recent.filter(isExpected), ...recent.filter((ticket) => !isExpected(ticket))];
}

/** A public screen's view: who is called where, who is next; labels only. */
export function displayView(
  state: QueueState,
  { estimate, at, ageMs }: Omit<TrackOptions, "language">,
): DisplayView {
  return {
    name: configOf(state).name,
    status: state.header.status,
    called: callsOf(state).map((ticket) => ({
      label: state.labelOf(ticket),
      room: ticket.room,
      calledAt: isoOrNull(ticket.lastCalledAt),
    })),
    next: [...state.callable.from(0, DISPLAY_NEXT_MAX)].map((ticket) => state.labelOf(ticket)),
    waiting: state.line.count,
    estimatedWaitMinutes: newcomerMinutes(state, estimate),
    expectedReturnAt: isoOrNull(state.expectedReturnAt()),
    version: state.header.seq,
    updatedAt: isoOf(at),
    ageMs,
  };
}

/** Whether the queue is open, paused or closed, and since when. */
export function statusView(
  state: QueueState,
  { language }: { readonly language: Language },
): StatusView {
  const { header } = state;
  return {
    name: configOf(state).name,
    status: header.status,
    statusSince: isoOf(header.statusSince),
    queueStatus: sayIn(language)(`queues.${header.status}`),
  };
}

/** The providers of a queue and what they last reported. */
export function providersView(state: QueueState): ProvidersView {
  return {
    working: state.workingProviders(),
    providers: configOf(state).providerIds.map((providerId) => {
      const { status, until } = presenceOf(state.header, providerId);
      return { providerId, status, until: isoOrNull(until) };
    }),
  };
}
