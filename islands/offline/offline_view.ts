/**
 * What a desk shows of commands that still wait: people who joined without a server stand in the line, and steps are
 * laid over it as the desk's own (`desk/overlay.ts`). Pure, and near enough: the server ranks joins when it gets them.
 */
import type { Need, TicketClass } from "../../actors/queue/schema.ts";
import type { DeskRow, DeskView } from "../desk_state.ts";
import { renumbered, type Step, type StepChange, withSteps } from "../desk/overlay.ts";
import type { DayPerson } from "./day.ts";
import { isJoin, isProvisional, type Pending, provisionalId } from "./outbox_state.ts";

const MINUTE_MS = 60_000;
/** The head starts that a queue has unless its administrator chose others. */
const URGENT_HEAD_START_MS = 30 * MINUTE_MS;
const NEED_HEAD_START_MS = 10 * MINUTE_MS;
const NEEDS_HEAD_START_MS_MAX = 20 * MINUTE_MS;

type Fields = Readonly<Record<string, unknown>>;

/** What is read of a join's body; our own desk wrote it. */
interface JoinBody {
  readonly queueId?: string;
  readonly patientId?: string;
  readonly patient?: { readonly name?: string; readonly phone?: string; readonly language?: string };
  readonly priority?: TicketClass;
  readonly mode?: DeskRow["mode"];
  readonly appointmentType?: string;
  readonly lease?: { readonly tokenNumber: number };
}

function joinBodyOf({ body }: Pending): JoinBody {
  return typeof body === "object" && body !== null ? body : {};
}

/** Who a join is for while the server has not named them: an id made of the command's own. */
function patientIdOf(pending: Pending): string {
  return joinBodyOf(pending).patientId ?? provisionalId(pending.key);
}

/** The names that waiting joins brought, by the patient ids of their rows. */
export function peopleJoining(pending: readonly Pending[]): ReadonlyMap<string, DayPerson> {
  return new Map(
    pending.filter(isJoin).flatMap((join): readonly (readonly [string, DayPerson])[] => {
      const { patient } = joinBodyOf(join);
      if (patient?.name === undefined) return [];
      const { name, phone = null, language = null } = patient;
      return [[patientIdOf(join), { name, phone, language }]];
    }),
  );
}

/** The row of a join that the server does not know yet. */
function rowOf(pending: Pending, { queue }: DeskView): DeskRow {
  const { priority, mode, appointmentType, lease } = joinBodyOf(pending);
  const ticketId = provisionalId(pending.key);
  const joinedAt = new Date(pending.claimedAt).toISOString();
  return {
    ticketId,
    id: ticketId,
    appointmentId: ticketId,
    queueId: queue.id,
    tokenNumber: lease?.tokenNumber ?? 0,
    label: pending.label ?? "",
    day: joinedAt.slice(0, 10),
    status: "waiting",
    cause: null,
    position: 0,
    ahead: null,
    estimatedWaitMinutes: null,
    waitRange: null,
    expectedReturnAt: null,
    class: priority ?? "routine",
    needs: [],
    declaredNeeds: [],
    mode: mode ?? "in_person",
    appointmentType: appointmentType ?? null,
    patientId: patientIdOf(pending),
    providerId: null,
    room: null,
    joinedAt,
    calledAt: null,
    startedAt: null,
    endedAt: null,
    graceEndsAt: null,
    holdEndsAt: null,
    acknowledgedAt: null,
    paidAt: null,
    lateArrivals: 0,
    version: 0,
    quote: null,
    undo: null,
    calledBy: null,
    lastCalledAt: null,
    calls: 0,
    deferrals: 0,
  };
}

/** Where a row stands among those of its tier: less is earlier. Under `token` the order of joining is the order. */
function rankOf(row: DeskRow, ordering: DeskView["queue"]["ordering"]): number {
  const joinedAt = Date.parse(row.joinedAt);
  if (ordering !== "priority") return joinedAt;
  const needsMs = Math.min(NEEDS_HEAD_START_MS_MAX, row.needs.length * NEED_HEAD_START_MS);
  return joinedAt - (row.class === "urgent" ? URGENT_HEAD_START_MS : 0) - needsMs;
}

function isInLine({ status }: DeskRow): boolean {
  return status === "waiting" || status === "held";
}

/** True when `row` goes before `other`, which is in the line already. Those moved by hand are where they are. */
function goesBefore(row: DeskRow, other: DeskRow, ordering: DeskView["queue"]["ordering"]): boolean {
  if (!isInLine(other)) return false;
  const isEmergency = row.class === "emergency";
  if (isEmergency !== (other.class === "emergency")) return isEmergency;
  return ordering === "priority" && rankOf(row, ordering) < rankOf(other, ordering);
}

function placed(rows: readonly DeskRow[], row: DeskRow, ordering: DeskView["queue"]["ordering"]) {
  const index = rows.findIndex((other) => goesBefore(row, other, ordering));
  return rows.toSpliced(index === -1 ? rows.length : index, 0, row);
}

/** `view` with those who joined without a server, each where its class belongs; a cut line takes none at its end. */
function withJoins(view: DeskView, pending: readonly Pending[]): DeskView {
  const { queue } = view;
  const known = new Set(view.rows.map(({ label }) => label));
  const joining = pending
    .filter((one) => isJoin(one) && joinBodyOf(one).queueId === queue.id)
    .map((one) => rowOf(one, view))
    .filter(({ label }) => label === "" || !known.has(label));
  if (joining.length === 0) return view;
  const rows = joining.reduce<readonly DeskRow[]>((all, row) => placed(all, row, queue.ordering), view.rows);
  const counts = { ...queue.counts, waiting: queue.counts.waiting + joining.length };
  return {
    ...view,
    queue: { ...queue, counts, waiting: queue.waiting + joining.length },
    rows: renumbered(rows),
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** What the command at `path` does to its row, or null for one that the list does not show. */
function changeOf({ path, body }: Pending, by: string): StepChange | null {
  const action = /^\/tickets\/[^/]+\/([a-z-]+)$/.exec(path)?.[1];
  const { room, position, priority, needs } = fieldsOf(body);
  switch (action) {
    case "call":
      return { kind: "call", room: typeof room === "string" ? room : null, by };
    case "start":
    case "hold":
    case "resume":
      return { kind: action };
    case "complete":
    case "cancel":
    case "leave":
    case "no-show":
      return { kind: "gone" };
    case "acknowledge":
    case "defer":
    case "undo":
      return { kind: "keep" };
    case "move":
      return typeof position === "number" ? { kind: "move", position } : null;
    case "priority":
      return isClass(priority) ? { kind: "class", class: priority } : null;
    case "needs":
      return Array.isArray(needs) ? { kind: "needs", needs: needs.filter(isNeed) } : null;
    default:
      return null;
  }
}

function isClass(value: unknown): value is TicketClass {
  return value === "emergency" || value === "urgent" || value === "routine";
}

const NEED_NAMES: ReadonlySet<unknown> = new Set<Need>([
  "elderly",
  "paediatric",
  "pregnant",
  "disability",
  "other",
]);

function isNeed(value: unknown): value is Need {
  return NEED_NAMES.has(value);
}

/** Without those that a later undo of the same ticket takes back: the last step before each undo. */
function withoutUndone(pending: readonly Pending[]): readonly Pending[] {
  const left: Pending[] = [];
  for (const command of pending) {
    const index = command.path.endsWith("/undo")
      ? left.findLastIndex(({ ticketId, path }) => ticketId === command.ticketId && !path.endsWith("/undo"))
      : -1;
    if (index === -1) left.push(command);
    else left.splice(index, 1);
  }
  return left;
}

/** The waiting commands of `pending` as steps of a desk whose account is `by`, in order. */
export function stepsOf(pending: readonly Pending[], { by }: { readonly by: string }): readonly Step[] {
  return withoutUndone(pending).flatMap((command, index): readonly Step[] => {
    const { ticketId, key, claimedAt } = command;
    const change = ticketId === null ? null : changeOf(command, by);
    if (ticketId === null || change === null) return [];
    return [{ id: -1 - index, ticketId, change, at: claimedAt, state: { kind: "queued", key } }];
  });
}

/** A view with everything that waits, and which of its rows the server has not confirmed. */
export interface OfflineView {
  readonly view: DeskView;
  readonly unconfirmed: ReadonlySet<string>;
}

/** `view` as it will look when `pending` was carried out, as far as that can be known without the server. */
export function withPending(
  view: DeskView,
  pending: readonly Pending[],
  { by }: { readonly by: string },
): OfflineView {
  if (pending.length === 0) return { view, unconfirmed: new Set() };
  const steps = stepsOf(pending, { by });
  const shown = withSteps(withJoins(view, pending), steps);
  const touched = new Set(steps.map(({ ticketId }) => ticketId));
  const unconfirmed = shown.rows.map(({ ticketId }) => ticketId)
    .filter((ticketId) => isProvisional(ticketId) || touched.has(ticketId));
  return { view: shown, unconfirmed: new Set(unconfirmed) };
}

/** Whom a desk without a server calls by name for "call next": the first who waits, or null. */
export function nextCallable({ rows }: DeskView): DeskRow | null {
  return rows.find(({ status }) => status === "waiting") ?? null;
}
