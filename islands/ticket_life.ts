/**
 * The life of a ticket's page: follows its stream, keeps the last that was known, sends what the holder does and what
 * waited for a connection, and makes the phone noticed. What is shown is `ticket_view.tsx`; how the page stays
 * connected is `live.ts`.
 */
import { batch, type Signal, signal } from "@preact/signals";
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";
import { browserDeps, followTab } from "./browser.ts";
import { chime, nudge } from "./chime.ts";
import { copiedAt } from "./copied_at.ts";
import type { Explained } from "./explanation.ts";
import { forgetTicket, keepTicket, keptTickets, type TicketStorage, ticketStorage } from "./kept_ticket.ts";
import { type Connection, Live } from "./live.ts";
import { nextOutlook, type Outlook } from "./rise.ts";
import { ACTION_WORDS, fateOf, type KeptAction, type TicketAction } from "./ticket_action.ts";
import { type Acted, askWhy, postAction } from "./ticket_asking.ts";
import { isAlmost } from "./ticket_place.tsx";
import { newerTrack, parseTrack, type Track } from "./track.ts";

/** How often ages and remaining times are said anew. */
const CLOCK_MS = 10_000;
/** An older action but leaving has no sense any more: a hold lasts no longer. */
const ACTION_KEEP_MS = 20 * 60_000;
const KEY_BYTES = 18;
/** A page that is gone is loaded again to say so, but not over and over. */
const RELOAD_MS_MIN = 30_000;
const EVENTS = [
  "queue-update",
  "queue-status",
  "provider-status",
  "your-turn",
  "emergency-notification",
  "notification",
] as const;

/** What the server rendered the page from. */
export interface TicketFacts {
  readonly track: Track;
  readonly queueName: string;
  readonly facilityName: string;
  readonly base: string;
  /** Epoch ms of the server's rendering: the first rendering in the browser repeats it exactly. */
  readonly renderedAt: number;
  readonly notice: string | null;
  readonly isStaffed: boolean;
  readonly wasCalled: boolean;
}

/** The signals of one page: nothing outlives the element it is shown in. */
export interface TicketSignals {
  readonly track: Signal<Track>;
  readonly now: Signal<number>;
  readonly heardAt: Signal<number>;
  readonly connection: Signal<Connection>;
  readonly notice: Signal<string | null>;
  readonly pending: Signal<TicketAction | null>;
  readonly kept: Signal<KeptAction | null>;
  readonly outlook: Signal<Outlook | null>;
  readonly isStaffed: Signal<boolean>;
  readonly wasCalled: Signal<boolean>;
  readonly why: Signal<"closed" | "asked" | "known" | "failed">;
  readonly explained: Signal<Explained | null>;
}

/** The signals as the server rendered them. */
export function ticketSignals(facts: TicketFacts): TicketSignals {
  return {
    track: signal(facts.track),
    now: signal(facts.renderedAt),
    heardAt: signal(facts.renderedAt),
    connection: signal<Connection>("connecting"),
    notice: signal(facts.notice),
    pending: signal<TicketAction | null>(null),
    kept: signal<KeptAction | null>(null),
    outlook: signal<Outlook | null>(null),
    isStaffed: signal(facts.isStaffed),
    wasCalled: signal(facts.wasCalled),
    why: signal<"closed" | "asked" | "known" | "failed">("closed"),
    explained: signal<Explained | null>(null),
  };
}

/** A message for everyone in the line, as the stream brings it. */
function messageOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("message" in body)) return null;
  return typeof body.message === "string" ? body.message : null;
}

/** How many work in the line, as the stream brings it; null for anything else. */
export function workingOf(body: unknown): number | null {
  if (typeof body !== "object" || body === null || !("data" in body)) return null;
  const { data } = body;
  if (typeof data !== "object" || data === null || !("working" in data)) return null;
  return typeof data.working === "number" ? data.working : null;
}

/** True for a page that was loaded again only now. */
function wasReloaded(): boolean {
  const [visit] = performance.getEntriesByType("navigation");
  return visit !== undefined && "type" in visit && visit.type === "reload" &&
    performance.now() < RELOAD_MS_MIN;
}

/** A key that nobody guesses, as text that a header carries. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One page's life, from {@link start} to {@link stop}. */
export class TicketLife {
  readonly #facts: TicketFacts;
  readonly #signals: TicketSignals;
  readonly #say: Say<WordKey>;
  readonly #live: Live;
  #storage: TicketStorage | null = null;
  /** The server was heard since this page opened: until then a copy may be older than what was kept. */
  #isConfirmed = false;
  #stops: readonly (() => void)[] = [];

  constructor(facts: TicketFacts, signals: TicketSignals, { say }: { readonly say: Say<WordKey> }) {
    this.#facts = facts;
    this.#signals = signals;
    this.#say = say;
    this.#live = new Live({
      streamUrl: `${facts.base}/stream`,
      pollUrl: `${facts.base}/view`,
      events: EVENTS,
      onState: (name, body) => this.#heardOf(name, body),
      onHeard: () => this.#heard(),
      onConnection: (next) => signals.connection.value = next,
      onGone: () => this.#gone(),
    }, browserDeps());
  }

  start(): void {
    this.#storage = ticketStorage();
    this.#recall();
    this.#live.start();
    const clock = setInterval(() => this.#signals.now.value = Date.now(), CLOCK_MS);
    const fromOtherTab = () => this.#recallAction();
    addEventListener("storage", fromOtherTab);
    this.#stops = [
      followTab(this.#live),
      () => clearInterval(clock),
      () => removeEventListener("storage", fromOtherTab),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#live.stop();
  }

  /** Does `action` now, or keeps it until there is a connection. */
  async act(action: TicketAction): Promise<void> {
    const { pending, notice } = this.#signals;
    if (pending.value !== null) return;
    notice.value = null;
    const asked: KeptAction = { action, key: newKey(), askedAt: Date.now() };
    const acted = await this.#send(asked);
    if (acted.kind === "unreachable") {
      this.#keepAction(asked);
      this.#live.refresh();
    } else if (acted.kind === "failed") notice.value = this.#say("ticket.failed");
    else {
      this.#keepAction(null);
      if (acted.kind === "refused") notice.value = this.#say("ticket.changed");
    }
  }

  /** Forgets what waits to be sent. */
  takeBack(): void {
    this.#keepAction(null);
  }

  /** Opens or closes the explanation of the place. */
  toggleWhy(): void {
    const { why } = this.#signals;
    why.value = why.value === "closed" ? "asked" : "closed";
    if (why.value === "asked") void this.#learnWhy();
  }

  async #learnWhy(): Promise<void> {
    const { why, explained } = this.#signals;
    const learned = await askWhy(this.#facts.base);
    if (why.value === "closed") return;
    if (learned !== null) explained.value = learned;
    why.value = learned === null ? "failed" : "known";
  }

  /** What this phone knew before: newer than the page itself when the page is a copy. */
  #recall(): void {
    const { track, now, heardAt, kept, outlook } = this.#signals;
    const at = Date.now();
    const copied = copiedAt();
    const known = keptTickets(this.#storage, at).find(({ base }) => base === this.#facts.base);
    batch(() => {
      now.value = at;
      heardAt.value = copied ?? at;
      kept.value = known?.action ?? null;
      if (copied !== null && known !== undefined) {
        track.value = newerTrack(track.value, known.track);
        heardAt.value = Math.max(copied, known.heardAt);
      }
      outlook.value = nextOutlook(null, track.value);
    });
    this.#remember();
  }

  #recallAction(): void {
    const { kept, pending } = this.#signals;
    const tickets = keptTickets(this.#storage, Date.now());
    const known = tickets.find(({ base }) => base === this.#facts.base);
    if (pending.value === null) kept.value = known?.action ?? null;
  }

  #remember(): void {
    const { base, queueName, facilityName } = this.#facts;
    const { track, heardAt, kept } = this.#signals;
    keepTicket(this.#storage, {
      base,
      queueName,
      facilityName,
      track: track.value,
      heardAt: heardAt.value,
      action: kept.value,
    });
  }

  #heard(): void {
    const { now, heardAt } = this.#signals;
    now.value = heardAt.value = Date.now();
    this.#remember();
  }

  #gone(): void {
    // A browser without cookies is told the same after every loading: it shows what it has.
    if (wasReloaded()) return void (this.#signals.connection.value = "offline");
    forgetTicket(this.#storage, this.#facts.base, Date.now());
    location.reload();
  }

  #heardOf(name: string, body: unknown): void {
    const { notice, isStaffed } = this.#signals;
    if (name === "your-turn") return chime();
    if (name === "emergency-notification") notice.value = messageOf(body) ?? notice.value;
    if (name === "provider-status") isStaffed.value = (workingOf(body) ?? 1) > 0;
    const next = parseTrack(body);
    if (next === null) return;
    this.#accept(next);
    void this.#replay();
  }

  #accept(next: Track | null): void {
    const { track, outlook, isStaffed, wasCalled, why } = this.#signals;
    const before = track.value;
    // A store that was set back to an earlier day counts from there: the first word of the server always holds.
    const after = this.#isConfirmed || next === null ? newerTrack(before, next) : next;
    this.#isConfirmed ||= next !== null;
    if (after === before) return;
    batch(() => {
      track.value = after;
      outlook.value = nextOutlook(outlook.value, after);
      if (after.estimatedWaitMinutes !== null) isStaffed.value = true;
      if (before.status === "called") wasCalled.value = after.status === "waiting";
      if (after.status !== "waiting") wasCalled.value = false;
    });
    if (after.status === "called" && before.status !== "called") chime();
    if (isAlmost(after) && !isAlmost(before)) nudge();
    if (why.value !== "closed" && after.ahead !== before.ahead) void this.#learnWhy();
    this.#remember();
  }

  #keepAction(action: KeptAction | null): void {
    this.#signals.kept.value = action;
    this.#remember();
  }

  async #send(asked: KeptAction): Promise<Acted> {
    const { pending } = this.#signals;
    pending.value = asked.action;
    const acted = await postAction(this.#facts.base, asked);
    pending.value = null;
    if ("track" in acted) this.#accept(acted.track);
    return acted;
  }

  /** Sends what waited, once the server has said how the ticket stands, unless something else happened first. */
  async #replay(): Promise<void> {
    const { kept, pending, track } = this.#signals;
    const asked = kept.value;
    if (asked === null || pending.value !== null) return;
    const isOld = asked.action !== "leave" && Date.now() - asked.askedAt > ACTION_KEEP_MS;
    const fate = isOld ? "overtaken" : fateOf(asked.action, track.value);
    if (fate !== "send") return this.#settle(asked, fate);
    const acted = await this.#send(asked);
    if (acted.kind === "done") this.#settle(asked, "done");
    if (acted.kind === "refused") this.#settle(asked, "overtaken");
  }

  #settle({ action }: KeptAction, fate: "done" | "overtaken"): void {
    this.#keepAction(null);
    if (fate === "done") return;
    this.#signals.notice.value = this.#say("ticket.overtaken", { action: this.#say(ACTION_WORDS[action]) });
  }
}
