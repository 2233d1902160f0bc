/**
 * What the desk of one queue knows at a moment, as signals: the confirmed view, this desk's own steps over it, and
 * what the person is doing. It holds and derives; the stream is followed in `line_live.ts`, commands are sent in
 * `desk_steps.ts`.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { createSay, type Say } from "../../actors/shared/words.ts";
import { type Ask, ask as askApi } from "../api.ts";
import type { DeskRow, DeskView } from "../desk_state.ts";
import type { Connection } from "../live.ts";
import type { Work } from "../work.ts";
import type { Activity } from "./activity.ts";
import type { Offline } from "../offline/open_offline.ts";
import { type OfflineView, withPending } from "../offline/offline_view.ts";
import type { Pending } from "../offline/outbox.ts";
import type { Commands } from "./commands.ts";
import type { DeskProps } from "./desk_props.ts";
import type { People } from "./people.ts";
import type { Preferences } from "./preferences.ts";
import { changesBetween, marksOf, type Step, unsettled, withSteps } from "./overlay.ts";

/** A form that asks for what a command needs before it is sent. */
export type Asking =
  | { readonly kind: "move"; readonly ticketId: string; readonly position: number }
  | { readonly kind: "priority" | "remove"; readonly ticketId: string };

/** What the desk says about the last thing that happened; `undoId`: the ticket whose last step can be taken back. */
export interface Notice {
  readonly tone: "ok" | "late";
  readonly text: string;
  readonly undoId: string | null;
}

/** A number just given, shown large and ready to print. */
export interface Slip {
  readonly label: string;
  readonly name: string;
  readonly queueName: string;
  readonly position: number | null;
  readonly estimatedWaitMinutes: number | null;
  readonly waitRange: { readonly low: number; readonly high: number } | null;
  readonly trackingUrl: string | null;
  /** The server does not know it yet. */
  readonly isKept: boolean;
}

/** Rows beyond the window, asked for by hand: as they were at `at`. */
export interface ExtraRows {
  readonly rows: readonly DeskRow[];
  readonly next: string | null;
  readonly isLoading: boolean;
}

export interface DeskModel {
  readonly props: DeskProps;
  readonly queueId: string;
  readonly queueName: string;
  /** As events name this account. */
  readonly me: string;
  readonly say: Say<WordKey>;
  readonly ask: Ask;
  readonly commands: Commands;
  readonly people: People;
  /** What works without a server; null until it is open. */
  readonly offline: ReadonlySignal<Offline | null>;
  /** Commands that are kept until the server is back. */
  readonly kept: ReadonlySignal<readonly Pending[]>;
  /** Numbers for the blank rows of the list that is being printed; null while none is. */
  readonly paperNumbers: Signal<readonly { readonly label: string }[] | null>;
  readonly view: Signal<DeskView | null>;
  readonly frozen: Signal<DeskView | null>;
  readonly steps: Signal<readonly Step[]>;
  readonly extra: Signal<ExtraRows>;
  /** What is shown: frozen while the person interacts, with this desk's own steps and everything that is kept. */
  readonly shown: ReadonlySignal<DeskView | null>;
  readonly rows: ReadonlySignal<readonly DeskRow[]>;
  readonly marks: ReadonlySignal<ReadonlyMap<string, "sent" | "queued">>;
  readonly heldChanges: ReadonlySignal<number>;
  readonly selectedId: Signal<string | null>;
  readonly asking: Signal<Asking | null>;
  readonly isHelpOpen: Signal<boolean>;
  readonly query: Signal<string>;
  readonly connection: Signal<Connection>;
  readonly heardAt: Signal<number>;
  readonly isSessionOver: Signal<boolean>;
  /** Epoch ms, every second. */
  readonly now: Signal<number>;
  /** Epoch ms in steps of {@link COARSE_MS}: rows follow this one. */
  readonly coarseNow: ReadonlySignal<number>;
  readonly activity: Signal<readonly Activity[]>;
  readonly notice: Signal<Notice | null>;
  /** Whoever is next is being called, and it is not known yet who that is. */
  readonly isCalling: Signal<boolean>;
  /** What was asked for meanwhile about whoever that will be. */
  readonly afterCall: Signal<(() => void) | null>;
  readonly preferences: Signal<Preferences>;
  readonly slip: Signal<Slip | null>;
  readonly staff: Signal<ReadonlyMap<string, string>>;
  readonly queues: Signal<readonly Work[]>;
  /** Of the line, or while that is unknown of the list. */
  readonly queueStatus: ReadonlySignal<Work["status"]>;
  /** Reasons for which the rows stand still at this moment. */
  readonly holds: Set<string>;
}

export const COARSE_MS = 15_000;
export const NO_EXTRA: ExtraRows = { rows: [], next: null, isLoading: false };

export interface DeskModelDeps {
  /** For questions, and for what must not be kept and sent later; by default our own API. */
  readonly ask?: Ask;
  readonly offline: ReadonlySignal<Offline | null>;
  readonly commands: Commands;
  readonly people: People;
}

/**
 * `base` with everything of this desk that it does not show yet: first what is written down to be sent, then the steps
 * under way, which are newer.
 */
export function laidOver(
  base: DeskView,
  { kept, steps, by }: {
    readonly kept: readonly Pending[];
    readonly steps: readonly Step[];
    readonly by: string;
  },
): OfflineView {
  const written = withPending(base, kept, { by });
  return { ...written, view: withSteps(written.view, steps) };
}

/** The model of the desk of `queueId`. */
export function createDeskModel(
  props: DeskProps,
  queueId: string,
  { ask = askApi, commands, people, offline }: DeskModelDeps,
): DeskModel {
  const view = signal<DeskView | null>(null);
  const frozen = signal<DeskView | null>(null);
  const steps = signal<readonly Step[]>([]);
  const extra = signal<ExtraRows>(NO_EXTRA);
  const now = signal(props.renderedAt);
  const queues = signal(props.queues);
  const me = `staff:${props.account.id}`;
  const kept = computed(() => offline.value?.outbox.pending.value.filter(({ isQueued }) => isQueued) ?? []);
  const seen = computed((): OfflineView | null => {
    const base = frozen.value ?? view.value;
    if (base === null) return null;
    return laidOver(base, { kept: kept.value, steps: unsettled(steps.value, base), by: me });
  });
  const shown = computed(() => seen.value?.view ?? null);
  return {
    props,
    queueId,
    queueName: props.queues.find((one) => one.queueId === queueId)?.name ?? "",
    me,
    offline,
    kept,
    paperNumbers: signal<readonly { readonly label: string }[] | null>(null),
    say: createSay<WordKey>(props.language, props.words),
    ask,
    commands,
    people,
    view,
    frozen,
    steps,
    extra,
    shown,
    rows: computed(() => withExtra(shown.value?.rows ?? [], { extra: extra.value, steps: steps.value })),
    marks: computed(() => marksOf(steps.value, seen.value?.unconfirmed)),
    heldChanges: computed(() =>
      frozen.value === null || view.value === null ? 0 : changesBetween(frozen.value, view.value)
    ),
    selectedId: signal<string | null>(null),
    asking: signal<Asking | null>(null),
    isHelpOpen: signal(false),
    query: signal(""),
    connection: signal<Connection>("connecting"),
    heardAt: signal(props.renderedAt),
    isSessionOver: signal(false),
    now,
    coarseNow: computed(() => Math.floor(now.value / COARSE_MS) * COARSE_MS),
    activity: signal<readonly Activity[]>([]),
    notice: signal<Notice | null>(null),
    isCalling: signal(false),
    afterCall: signal<(() => void) | null>(null),
    preferences: signal<Preferences>({ room: "", providerId: null, areKeysOn: true }),
    slip: signal<Slip | null>(null),
    staff: signal<ReadonlyMap<string, string>>(new Map([[props.account.id, props.account.name]])),
    queues,
    queueStatus: computed(() =>
      shown.value?.queue.status ?? queues.value.find((one) => one.queueId === queueId)?.status ?? "open"
    ),
    holds: new Set(),
  };
}

/** The window's rows and those loaded by hand that are not among them or just taken out by this desk. */
function withExtra(
  rows: readonly DeskRow[],
  { extra, steps }: { readonly extra: ExtraRows; readonly steps: readonly Step[] },
): readonly DeskRow[] {
  if (extra.rows.length === 0) return rows;
  const known = new Set(rows.map((row) => row.ticketId));
  for (const { ticketId, change } of steps) if (change.kind === "gone") known.add(ticketId);
  return [...rows, ...extra.rows.filter((row) => !known.has(row.ticketId))];
}

/** Holds the rows still for `reason` until it is released; what arrives meanwhile is counted. */
export function holdRows({ holds, frozen, view }: DeskModel, reason: string): void {
  holds.add(reason);
  if (frozen.peek() === null) frozen.value = view.peek();
}

/** Ends the hold for `reason`; with the last one everything that waited is shown. */
export function releaseRows(model: DeskModel, reason: string): void {
  model.holds.delete(reason);
  if (model.holds.size > 0) return;
  batch(() => {
    model.frozen.value = null;
    settle(model);
  });
}

/** Shows now what waited, though the person is still at it. */
export function showHeldChanges(model: DeskModel): void {
  if (model.frozen.peek() !== null) model.frozen.value = model.view.peek();
}

/** Takes a confirmed view, unless a newer one is here; rows that stand still go on standing still. */
export function takeView(model: DeskModel, view: DeskView): void {
  const known = model.view.peek();
  if (known !== null && known.queue.version > view.queue.version) return;
  batch(() => {
    model.view.value = view;
    settle(model);
  });
}

function settle({ frozen, view, steps }: DeskModel): void {
  const base = frozen.peek() ?? view.peek();
  if (base !== null) steps.value = unsettled(steps.peek(), base);
}

/** Opens a form about a ticket: the rows stand still while it is open. */
export function openAsking(model: DeskModel, asking: Asking): void {
  holdRows(model, "asking");
  batch(() => {
    model.selectedId.value = asking.ticketId;
    model.asking.value = asking;
  });
}

/** Closes the form, whatever came of it. */
export function closeAsking(model: DeskModel): void {
  model.asking.value = null;
  releaseRows(model, "asking");
}

/** The name of whoever `by` is, as events name people: staff by name, others in words. */
export function nameOfBy({ staff, say, me }: DeskModel, by: string | null): string {
  if (by === me) return say("desk.you");
  if (by?.startsWith("staff:") === true) {
    return staff.value.get(by.slice("staff:".length)) ?? say("desk.colleague");
  }
  return say(by?.startsWith("link:") === true ? "desk.patientThemselves" : "desk.system");
}
