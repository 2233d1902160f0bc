/**
 * What the person at the desk does, carried out: shown at once, sent, confirmed by the answer or taken back with the
 * reason. "Call next" alone waits for its answer. It decides no rule; the server does.
 */
import { batch } from "@preact/signals";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { formatTime } from "../../actors/shared/format.ts";
import type { Need, TicketClass } from "../../actors/queue/schema.ts";
import type { Problem } from "../api.ts";
import type { DeskRow } from "../desk_state.ts";
import { type Activity, type Deed, lastOf, lastUndoable, withActivity } from "./activity.ts";
import type { Sent } from "./commands.ts";
import { refusalText } from "./conflict_text.ts";
import { type DeskModel, nameOfBy, type Notice } from "./desk_model.ts";
import type { StepChange, StepState } from "./overlay.ts";
import { recallOf } from "./recall.ts";

/** One step about one ticket. */
export interface StepRequest {
  readonly row: Pick<DeskRow, "ticketId" | "label" | "room">;
  /** The last part of the path. */
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly change: StepChange;
  readonly deed: Deed;
  readonly what: WordKey;
}

let stepsMade = 0;

/** The ticket in an answer: its id and version, or null when the answer holds none. */
export function ticketIn(body: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof body !== "object" || body === null || !("data" in body)) return null;
  const { data } = body;
  return typeof data === "object" && data !== null ? { ...data } : null;
}

/** The version in an answer; 0 when it holds none, so that nothing waits for it. */
export function versionIn(body: unknown): number {
  const version = ticketIn(body)?.["version"];
  return typeof version === "number" ? version : 0;
}

/** Says `text` in the notice line. */
export function tell(model: DeskModel, notice: Notice): void {
  model.notice.value = notice;
}

/** The sentence for a refusal about `row`. */
export function explain(
  model: DeskModel,
  problem: Problem,
  { row }: { readonly row: Pick<StepRequest["row"], "ticketId" | "label"> | null },
): string {
  const { say, props } = model;
  if (problem.status === 401) model.isSessionOver.value = true;
  return refusalText(problem, {
    say,
    language: props.language,
    timeZone: props.timeZone,
    label: row?.label ?? "",
    last: row === null ? null : lastOf(model.activity.peek(), row.ticketId),
    nameOf: (by) => nameOfBy(model, by),
  });
}

function addStep(model: DeskModel, request: StepRequest): number {
  stepsMade += 1;
  const step = {
    id: stepsMade,
    ticketId: request.row.ticketId,
    change: request.change,
    at: Date.now(),
    state: { kind: "sent" as const },
  };
  model.steps.value = [...model.steps.peek(), step];
  return step.id;
}

function setStep(model: DeskModel, id: number, { state }: { readonly state: StepState }): void {
  model.steps.value = model.steps.peek().map((step) => step.id === id ? { ...step, state } : step);
}

function dropStep(model: DeskModel, id: number): void {
  model.steps.value = model.steps.peek().filter((step) => step.id !== id);
}

/** Puts a step of this desk on the list of what happened. */
export function record(
  model: DeskModel,
  { row, deed }: { readonly row: StepRequest["row"]; readonly deed: Deed },
): Activity {
  const at = Date.now();
  const { ticketId, label, room } = row;
  const entry = { id: `${ticketId}/${deed}/${at}`, ticketId, label, deed, at, by: model.me, room };
  model.activity.value = withActivity(model.activity.peek(), entry);
  return entry;
}

/** What the desk says of its own step. */
export function sayDone(model: DeskModel, entry: Activity): string {
  return model.say(`desk.done.${entry.deed}`, { label: entry.label });
}

/** Carries out one step: its row looks done at once. Resolves when it is confirmed, kept for later, or taken back. */
export async function takeStep(model: DeskModel, request: StepRequest): Promise<Sent> {
  const { row, action, body, what, deed } = request;
  const id = addStep(model, request);
  const path = `/tickets/${row.ticketId}/${action}`;
  const sent = await model.commands.send({ path, body, ticketId: row.ticketId, what, label: row.label });
  batch(() => {
    switch (sent.kind) {
      case "done": {
        setStep(model, id, { state: { kind: "done", version: versionIn(sent.body) } });
        const entry = record(model, { row, deed });
        const undoId = deed === "restored" ? null : row.ticketId;
        return tell(model, { tone: "ok", text: sayDone(model, entry), undoId });
      }
      case "queued":
        // From here on the outbox shows it.
        dropStep(model, id);
        record(model, { row, deed });
        return tell(model, {
          tone: "ok",
          text: model.say("desk.queued", { label: row.label }),
          undoId: deed === "restored" ? null : row.ticketId,
        });
      case "refused":
        dropStep(model, id);
        return tell(model, {
          tone: "late",
          text: explain(model, sent.problem, { row }),
          undoId: null,
        });
      case "unreachable":
        dropStep(model, id);
        return tell(model, {
          tone: "late",
          text: model.say("desk.unreachable", { label: row.label }),
          undoId: null,
        });
    }
  });
  return sent;
}

type About = StepRequest["row"];

/** Who is called, and whom for: the room and the provider of this desk. */
function callBody({ preferences }: DeskModel): Readonly<Record<string, unknown>> {
  const { room, providerId } = preferences.peek();
  return {
    ...(room.trim() === "" ? {} : { room: room.trim() }),
    ...(providerId ? { providerId } : {}),
  };
}

/** Calls `row` by name, or once more. */
export function call(model: DeskModel, row: DeskRow): Promise<Sent> {
  const body = callBody(model);
  const room = typeof body["room"] === "string" ? body["room"] : null;
  const isAgain = row.status === "called";
  return takeStep(model, {
    row: { ...row, room },
    action: "call",
    body,
    change: { kind: "call", room, by: model.me },
    deed: isAgain ? "recalled" : "called",
    what: isAgain ? "desk.action.recall" : "desk.action.call",
  });
}

/** Calls the called `row` once more, or says from when on that can be. */
export async function recall(model: DeskModel, row: DeskRow): Promise<void> {
  const { say, props } = model;
  const { label } = row;
  const rule = recallOf(row, Date.now());
  if (rule.kind === "now") return void await call(model, row);
  const text = rule.kind === "never"
    ? say("desk.refused.recallLimit", { label })
    : say("desk.refused.recallSoon", { label, time: formatTime(rule.from, props) });
  tell(model, { tone: "late", text, undoId: null });
}

/** Begins serving `row`. */
export function start(model: DeskModel, row: About): Promise<Sent> {
  return takeStep(model, {
    row,
    action: "start",
    body: {},
    change: { kind: "start" },
    deed: "started",
    what: "desk.action.start",
  });
}

/** Ends the service of `row`. */
export function complete(model: DeskModel, row: About): Promise<Sent> {
  return takeStep(model, {
    row,
    action: "complete",
    body: {},
    change: { kind: "gone" },
    deed: "completed",
    what: "desk.action.complete",
  });
}

/** Marks the called `row` as not there. */
export function markAbsent(model: DeskModel, row: About): Promise<Sent> {
  return takeStep(model, {
    row,
    action: "no-show",
    body: {},
    change: { kind: "gone" },
    deed: "missed",
    what: "desk.action.absent",
  });
}

/** Lets `row` step out, or takes it back into the line. */
export function toggleHold(model: DeskModel, row: DeskRow): Promise<Sent> {
  const isHeld = row.status === "held";
  return takeStep(model, {
    row,
    action: isHeld ? "resume" : "hold",
    body: {},
    change: { kind: isHeld ? "resume" : "hold" },
    deed: isHeld ? "resumed" : "held",
    what: isHeld ? "desk.action.resume" : "desk.action.hold",
  });
}

/** Lets some others go first after a call. */
export function defer(model: DeskModel, row: About): Promise<Sent> {
  return takeStep(model, {
    row,
    action: "defer",
    body: {},
    change: { kind: "keep" },
    deed: "deferred",
    what: "desk.action.defer",
  });
}

/** Moves `row` to a place in the line, for a reason. */
export function move(
  model: DeskModel,
  row: About,
  { position, reason }: { readonly position: number; readonly reason: string },
): Promise<Sent> {
  return takeStep(model, {
    row,
    action: "move",
    body: { position, reason },
    change: { kind: "move", position },
    deed: "moved",
    what: "desk.action.move",
  });
}

/** Gives `row` another class, for a reason. */
export function setClass(
  model: DeskModel,
  row: About,
  { ticketClass, reason }: { readonly ticketClass: TicketClass; readonly reason: string },
): Promise<Sent> {
  return takeStep(model, {
    row,
    action: "priority",
    body: { priority: ticketClass, reason },
    change: { kind: "class", class: ticketClass },
    deed: "reclassed",
    what: "desk.action.priority",
  });
}

/** Takes `row` out of the queue. */
export function remove(
  model: DeskModel,
  row: About,
  { reason }: { readonly reason: string },
): Promise<Sent> {
  return takeStep(model, {
    row,
    action: "cancel",
    body: reason === "" ? {} : { reason },
    change: { kind: "gone" },
    deed: "removed",
    what: "desk.action.remove",
  });
}

/** Says which of the declared needs count. */
export function confirmNeeds(
  model: DeskModel,
  row: About,
  { needs }: { readonly needs: readonly Need[] },
): Promise<Sent> {
  return takeStep(model, {
    row,
    action: "needs",
    body: { needs },
    change: { kind: "needs", needs },
    deed: "needs",
    what: "desk.action.needs",
  });
}

/** Takes back `entry`, the last step of its ticket. */
export function undoOf(
  model: DeskModel,
  { ticketId, label, deed }: Pick<Activity, "ticketId" | "label" | "deed">,
): Promise<Sent> {
  const about = { ticketId, label, room: null };
  if (deed === "joined") return remove(model, about, { reason: "" });
  return takeStep(model, {
    row: about,
    action: "undo",
    body: {},
    change: { kind: "keep" },
    deed: "restored",
    what: "desk.action.undo",
  });
}

/** Takes back this desk's last step, or says that there is none. */
export async function undoLast(model: DeskModel): Promise<void> {
  const last = lastUndoable(model.activity.peek(), { me: model.me, now: Date.now() });
  if (last === null) tell(model, { tone: "late", text: model.say("desk.nothingToUndo"), undoId: null });
  else await undoOf(model, last);
}
