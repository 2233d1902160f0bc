/**
 * From "what was asked for" to the step that does it: for keys and for buttons alike. What nobody is there for says so;
 * skipping asks first. The steps themselves are the desk's.
 */
import { assertNever } from "../../actors/shared/assert.ts";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { type Activity, lastUndoable } from "../desk/activity.ts";
import { callNext, completeAndCallNext } from "../desk/call_next.ts";
import { complete, explain, markAbsent, recall, start, tell, undoOf } from "../desk/desk_steps.ts";
import type { DeskRow } from "../desk_state.ts";
import type { DoctorAction } from "./doctor_keys.ts";
import type { DoctorModel } from "./doctor_model.ts";
import type { Situation } from "./doctor_state.ts";
import { setPresence } from "./provider_status.ts";

/** Everything that a button of the page can ask for. */
export type Deed = DoctorAction | "open" | "back" | "backAndNext";

/** The first thing to do has this id, so that the keyboard finds back to it. */
export const PRIMARY_ID = "doctor-primary";
/** What the first thing to do is about. */
export const WHY_ID = "doctor-why";

function refuse({ desk }: DoctorModel, word: WordKey, params: Readonly<Record<string, string>> = {}): void {
  tell(desk, { tone: "late", text: desk.say(word, params), undoId: null });
}

async function openQueue({ desk }: DoctorModel): Promise<void> {
  const label = desk.queueName;
  const path = `/queues/${encodeURIComponent(desk.queueId)}/open`;
  const sent = await desk.commands.send({ path, body: {}, ticketId: null, what: "desk.queue.open", label });
  const word = sent.kind === "queued" ? "desk.queued" : "desk.queue.opened";
  const text = sent.kind === "refused"
    ? explain(desk, sent.problem, { row: null })
    : desk.say(sent.kind === "unreachable" ? "desk.unreachable" : word, { label });
  const isGood = sent.kind === "done" || sent.kind === "queued";
  tell(desk, { tone: isGood ? "ok" : "late", text, undoId: null });
}

async function callAnother(model: DoctorModel): Promise<void> {
  if (model.isChoiceNeeded.peek()) return refuse(model, "doctor.provider.ask");
  model.takenId.value = null;
  await callNext(model.desk);
}

function onPerson(
  model: DoctorModel,
  action: "start" | "complete" | "completeNext" | "skip" | "recall",
  { current, away }: Situation,
): void {
  const { desk, question } = model;
  const state = action === "complete" || action === "completeNext" ? "serving" : "called";
  if (current?.status !== state) {
    return refuse(model, state === "called" ? "doctor.none.called" : "doctor.none.serving");
  }
  switch (action) {
    case "start":
      return void start(desk, current);
    case "complete":
      return void complete(desk, current);
    case "completeNext":
      // Nobody is called to somebody who is on a break.
      return void (away === null ? completeAndCallNext(desk, current) : complete(desk, current));
    case "recall":
      return void recall(desk, current);
    case "skip":
      question.value = "skip";
      return;
    default:
      return assertNever(action);
  }
}

/** Marks the person about whom it was asked as not there. */
export function skip(model: DoctorModel, row: DeskRow): void {
  model.question.value = null;
  void markAbsent(model.desk, row);
}

async function backAndNext(model: DoctorModel): Promise<void> {
  if (await setPresence(model, { status: "available" })) await callAnother(model);
}

/** A step that can be taken back. */
export interface LastStep {
  readonly ticketId: string;
  readonly label: string;
  readonly deed: Activity["deed"];
  /** Epoch ms; null when only the ticket tells of it. */
  readonly at: number | null;
}

/**
 * What `Z` would take back at `now`: this account's latest step, or after a reload of the page the last step of the
 * person who is here; null when there is none.
 */
export function lastStepOf({ desk, situation }: DoctorModel, now: number): LastStep | null {
  const mine = lastUndoable(desk.activity.value, { me: desk.me, now });
  const current = situation.value?.current ?? null;
  const step = current?.undo ?? null;
  if (mine !== null || current === null || step === null || Date.parse(step.until) <= now) return mine;
  const { ticketId, label } = current;
  const { action } = step;
  if (action === "call") return { ticketId, label, deed: "called", at: null };
  return action === "start" ? { ticketId, label, deed: "started", at: null } : null;
}

function undo(model: DoctorModel): void {
  const last = lastStepOf(model, Date.now());
  if (last === null) return refuse(model, "desk.nothingToUndo");
  void undoOf(model.desk, last);
}

function toggleBreak(model: DoctorModel, { away }: Situation): void {
  const { question } = model;
  if (away !== null) return void setPresence(model, { status: "available" });
  question.value = question.peek() === "break" ? null : "break";
}

/** Carries out `deed`. Before the line is known nothing is done. */
export function act(model: DoctorModel, deed: Deed): void {
  const situation = model.situation.peek();
  if (deed === "help") {
    model.desk.isHelpOpen.value = true;
    return;
  }
  if (situation === null) return;
  switch (deed) {
    case "callNext":
      return void (situation.away === null ? callAnother(model) : backAndNext(model));
    case "undo":
      return undo(model);
    case "open":
      return void openQueue(model);
    case "back":
      return void setPresence(model, { status: "available" });
    case "backAndNext":
      return void backAndNext(model);
    case "break":
      return toggleBreak(model, situation);
    case "start":
    case "skip":
    case "recall":
      // Who is called is being decided: "start" just after "next" means them.
      if (!model.desk.isCalling.peek()) return onPerson(model, deed, situation);
      model.desk.afterCall.value = () => act(model, deed);
      return;
    case "complete":
    case "completeNext":
      return onPerson(model, deed, situation);
    default:
      return assertNever(deed);
  }
}
