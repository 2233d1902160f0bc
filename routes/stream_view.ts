/**
 * What each audience of a stream gets of one state and of one event, as JSON ready to send. Which fields those are is
 * said in `actors/queue/view.ts`; when they are sent is the channel's affair.
 */
import type { QueueEvent } from "../actors/queue/schema.ts";
import type { QueueState } from "../actors/queue/state.ts";
import type { Estimate } from "../actors/queue/seen.ts";
import {
  configOf,
  displayView,
  isoOf,
  providersView,
  statusView,
  type TrackView,
  trackViewer,
} from "../actors/queue/view.ts";
import { type DeskView, deskView } from "../actors/queue/view_desk.ts";
import { assertNever } from "../actors/shared/assert.ts";
import type { Language } from "../actors/shared/i18n.ts";
import type { Ticket } from "../actors/queue/schema.ts";
import type { StreamEventName } from "./stream_frame.ts";
import { DESK_RING_EVENTS_MAX, RING_EVENTS_MAX } from "./stream_limits.ts";

/** Who follows: the person of a ticket, staff at a desk, a public screen. */
export type Audience =
  | { readonly kind: "ticket"; readonly ticketId: string; readonly language: Language }
  | { readonly kind: "desk"; readonly language: Language }
  | { readonly kind: "display"; readonly language: Language };

/** Clients with the same key see the same. */
export function audienceKey(audience: Audience): string {
  const { kind, language } = audience;
  return kind === "ticket" ? ticketKey(audience.ticketId, language) : `${kind}/${language}`;
}

/** The key of those who follow one ticket in one language. */
export function ticketKey(ticketId: string, language: Language): string {
  return `ticket/${language}/${ticketId}`;
}

/** How many discrete events wait for a slow client of this audience. */
export function ringMaxOf({ kind }: Audience): number {
  return kind === "desk" ? DESK_RING_EVENTS_MAX : RING_EVENTS_MAX;
}

/** The room that `queue-joined` names: a screen is not told the queue's id. */
export function roomIdOf(audience: Audience, state: QueueState): string {
  return audience.kind === "display" ? configOf(state).displayId : state.header.queueId;
}

/** An event that every client gets, in order, or a fresh view instead. */
export interface Discrete {
  readonly name: StreamEventName;
  readonly json: string;
}

/** The discrete event that tells everyone of a queue of `event`, or null. */
export function broadcastOf(event: QueueEvent): Discrete | null {
  const reason = BROADCAST_REASONS[event.type];
  return reason === undefined ? null : { name: "queue-broadcast", json: JSON.stringify({ reason }) };
}

const BROADCAST_REASONS: Readonly<Partial<Record<QueueEvent["type"], string>>> = {
  QueueOpened: "queue_opened",
  QueuePaused: "queue_paused",
  QueueClosed: "queue_closed",
  QueueArchived: "queue_archived",
  QueueChanged: "queue_changed",
  DayEnded: "day_ended",
  DayOpened: "day_opened",
};

/** The discrete event that tells whoever follows ticket `ticketId`, labelled `label`, of `event`, or null. */
export function turnOf(
  event: QueueEvent,
  { ticketId, label }: { readonly ticketId: string; readonly label: string },
): Discrete | null {
  if (event.type !== "TicketCalled" && event.type !== "TicketRecalled") return null;
  if (event.ticketId !== ticketId) return null;
  const room = event.room === null ? {} : { room: event.room };
  return { name: "your-turn", json: JSON.stringify({ ticketId, label, ...room }) };
}

/** True for an event after which `queue-status` shows something else. */
export function changesStatus(event: QueueEvent): boolean {
  const { type } = event;
  return type === "QueueOpened" || type === "QueuePaused" || type === "QueueClosed" ||
    type === "QueueChanged" ||
    type === "QueueArchived";
}

/** True for an event after which `provider-status` shows something else. */
export function changesProviders(event: QueueEvent): boolean {
  return event.type === "ProviderStatusSet" || event.type === "QueueChanged";
}

/** The payload of a state event: `data`, and that a gap came before it. */
export function payload(json: string, { isGap }: { readonly isGap: boolean }): string {
  return isGap ? `{"gap":true,"data":${json}}` : `{"data":${json}}`;
}

export interface ViewsOptions {
  readonly estimate: Estimate;
  /** The instant for which the views hold, epoch ms. */
  readonly at: number;
  /** Milliseconds since the store last confirmed the state. */
  readonly ageMs: number;
}

/** The views of one state, each part made once. Only good while the state does not change: inside one read. */
export class Views {
  readonly #state: QueueState;
  readonly #options: ViewsOptions;
  readonly #viewers = new Map<Language, (ticket: Ticket) => TrackView>();
  readonly #stamp: string;
  #desk: DeskView | null = null;

  constructor(state: QueueState, options: ViewsOptions) {
    this.#state = state;
    this.#options = options;
    this.#stamp = isoOf(options.at);
  }

  /** What a whole `queue-update` shows to `audience`; null when its ticket is not there any more. */
  update(audience: Audience): string | null {
    switch (audience.kind) {
      case "ticket": {
        const ticket = this.#state.ticket(audience.ticketId);
        return ticket === undefined ? null : JSON.stringify(this.#viewerIn(audience.language)(ticket));
      }
      case "desk":
        return wholeDesk(this.desk());
      case "display":
        return JSON.stringify(displayView(this.#state, this.#options));
      default:
        return assertNever(audience);
    }
  }

  /** `json` without the instant at which it was made: equal for two views that show the same. */
  signatureOf(json: string): string {
    return json.replace(this.#stamp, "");
  }

  desk(): DeskView {
    return this.#desk ??= deskView(this.#state, this.#options);
  }

  status(language: Language): string {
    return JSON.stringify(statusView(this.#state, { language }));
  }

  providers(): string {
    return JSON.stringify(providersView(this.#state));
  }

  #viewerIn(language: Language): (ticket: Ticket) => TrackView {
    let viewer = this.#viewers.get(language);
    if (viewer === undefined) {
      viewer = trackViewer(this.#state, { ...this.#options, language });
      this.#viewers.set(language, viewer);
    }
    return viewer;
  }
}

/** A desk's whole view, told from a patch by its `view`. */
export function wholeDesk(view: DeskView): string {
  return JSON.stringify({ view: "window", ...view });
}
