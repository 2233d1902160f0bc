/**
 * Calling whoever is next: the one step that waits for its answer, since another desk may win and the text to the
 * patient is already out. It names the last ticket that it was given, so that a repetition calls nobody twice.
 */
import { batch } from "@preact/signals";
import type { Answer } from "../api.ts";
import type { DeskModel } from "./desk_model.ts";
import { call, complete, explain, record, sayDone, tell, ticketIn, versionIn } from "./desk_steps.ts";
import { nextOf } from "./line_groups.ts";

/** What is remembered of the last call of a queue, over a reload of the page too. */
interface LastGiven {
  readonly after: string | null;
  /** The key of a call that got no answer: the next press repeats it. */
  readonly key: string | null;
}

const NOTHING_GIVEN: LastGiven = { after: null, key: null };

const nameOf = (model: DeskModel): string =>
  `desk.after.${model.me}.${model.queueId}.${model.preferences.peek().providerId ?? ""}`;

function readLast(model: DeskModel): LastGiven {
  try {
    const [after = "", key = ""] = (sessionStorage.getItem(nameOf(model)) ?? "").split(" ");
    return { after: after === "" ? null : after, key: key === "" ? null : key };
  } catch {
    return NOTHING_GIVEN;
  }
}

function keepLast(model: DeskModel, { after, key }: LastGiven): void {
  try {
    sessionStorage.setItem(nameOf(model), `${after ?? ""} ${key ?? ""}`);
  } catch {
    // Without it a repetition after a reload is an ordinary call.
  }
}

const finishingName = ({ me, queueId }: DeskModel): string => `desk.finishing.${me}.${queueId}`;

/** The key for ending `ticketId` and calling the next: the one that got no answer yet, or a new one. */
function finishingKey(model: DeskModel, ticketId: string): string {
  try {
    const [about, kept] = (sessionStorage.getItem(finishingName(model)) ?? "").split(" ");
    if (about === ticketId && kept !== undefined) return kept;
    const key = crypto.randomUUID();
    sessionStorage.setItem(finishingName(model), `${ticketId} ${key}`);
    return key;
  } catch {
    return crypto.randomUUID();
  }
}

function forgetFinishing(model: DeskModel): void {
  try {
    sessionStorage.removeItem(finishingName(model));
  } catch {
    // Nothing was kept either.
  }
}

interface Given {
  readonly ticketId: string;
  readonly label: string;
  readonly room: string | null;
}

function givenIn(ticket: Readonly<Record<string, unknown>> | null): Given | null {
  if (ticket === null) return null;
  const { ticketId, label, room } = ticket;
  if (typeof ticketId !== "string" || typeof label !== "string") return null;
  return { ticketId, label, room: typeof room === "string" ? room : null };
}

function bodyOf(model: DeskModel, { after }: LastGiven) {
  const { room, providerId } = model.preferences.peek();
  return {
    ...(room.trim() === "" ? {} : { room: room.trim() }),
    ...(providerId ? { providerId } : {}),
    ...(after === null ? {} : { after }),
  };
}

/** Shows whom the answer gave, before the stream does. */
function showGiven(model: DeskModel, given: Given, { body }: { readonly body: unknown }): void {
  const { ticketId, room } = given;
  model.steps.value = [...model.steps.peek(), {
    id: -Date.now(),
    ticketId,
    change: { kind: "call", room, by: model.me },
    at: Date.now(),
    state: { kind: "done", version: versionIn(body) },
  }];
  model.selectedId.value = ticketId;
  const entry = record(model, { row: given, deed: "called" });
  tell(model, { tone: "ok", text: sayDone(model, entry), undoId: ticketId });
}

/** Shows what came of a call. Answers whether somebody was given. */
function answered(model: DeskModel, answer: Answer, { last }: { readonly last: LastGiven }): boolean {
  switch (answer.kind) {
    case "done": {
      const given = givenIn(ticketIn(answer.body));
      if (given === null) return false;
      keepLast(model, { after: given.ticketId, key: null });
      showGiven(model, given, { body: answer.body });
      return true;
    }
    case "refused":
      keepLast(model, { ...last, key: null });
      tell(model, { tone: "late", text: explain(model, answer.problem, { row: null }), undoId: null });
      return false;
    case "unreachable":
      // The key stays: pressed again, the same call is answered and nobody is called twice.
      tell(model, { tone: "late", text: model.say("desk.callUnknown"), undoId: null });
      return false;
  }
}

/** Ends a call with what came of it, and goes on with what was asked for meanwhile about whoever was given. */
function endCalling(model: DeskModel, { settle }: { settle(): boolean }): void {
  const next = model.afterCall.peek();
  const isGiven = batch(() => {
    model.isCalling.value = false;
    model.afterCall.value = null;
    return settle();
  });
  if (isGiven) next?.();
}

/** Without the server: the first who waits is called by name, and shown so at once. */
function callFirst(model: DeskModel): Promise<unknown> {
  const next = nextOf(model.rows.peek());
  if (next === null) {
    tell(model, { tone: "late", text: model.say("desk.refused.empty"), undoId: null });
    return Promise.resolve();
  }
  model.selectedId.value = next.ticketId;
  return call(model, next);
}

/** Calls the next person. Does nothing while a call is under way; without the server it calls the next by name. */
export async function callNext(model: DeskModel): Promise<void> {
  if (model.isCalling.peek()) return;
  if (model.connection.peek() === "offline") return void await callFirst(model);
  model.isCalling.value = true;
  const stored = readLast(model);
  const last = { ...stored, key: stored.key ?? crypto.randomUUID() };
  keepLast(model, last);
  await model.commands.settled();
  const answer = await model.ask(`/queues/${model.queueId}/call-next`, {
    body: bodyOf(model, last),
    key: last.key,
  });
  endCalling(model, { settle: () => answered(model, answer, { last }) });
}

/** Ends the service of a ticket and calls the next in one step; waits like {@link callNext}, and repeats like it. */
export async function completeAndCallNext(
  model: DeskModel,
  row: { readonly ticketId: string; readonly label: string; readonly room: string | null },
): Promise<void> {
  if (model.isCalling.peek()) return;
  if (model.connection.peek() === "offline") {
    // Both at once: what is pressed next finds the next person called.
    await Promise.all([complete(model, row), callFirst(model)]);
    return;
  }
  model.isCalling.value = true;
  const { room } = model.preferences.peek();
  await model.commands.settled();
  const answer = await model.ask(`/tickets/${row.ticketId}/complete`, {
    body: { callNext: true, ...(room.trim() === "" ? {} : { room: room.trim() }) },
    key: finishingKey(model, row.ticketId),
  });
  endCalling(model, { settle: () => finishAnswered(model, row, { answer }) });
}

/** Shows what came of ending a service. Answers whether somebody was given. */
function finishAnswered(model: DeskModel, row: Given, { answer }: { readonly answer: Answer }): boolean {
  switch (answer.kind) {
    case "unreachable":
      tell(model, { tone: "late", text: model.say("desk.callUnknown"), undoId: null });
      return false;
    case "refused":
      forgetFinishing(model);
      tell(model, { tone: "late", text: explain(model, answer.problem, { row }), undoId: null });
      return false;
    case "done":
      forgetFinishing(model);
      return finished(model, row, { body: answer.body });
  }
}

function finished(
  model: DeskModel,
  row: Given,
  { body }: { readonly body: unknown },
): boolean {
  model.steps.value = [...model.steps.peek(), {
    id: -Date.now(),
    ticketId: row.ticketId,
    change: { kind: "gone" },
    at: Date.now(),
    state: { kind: "done", version: versionIn(body) },
  }];
  const entry = record(model, { row, deed: "completed" });
  const next = ticketIn(body)?.["next"];
  const given = typeof next === "object" && next !== null ? givenIn({ ...next }) : null;
  if (given === null) {
    const text = model.say("desk.doneNobodyNext", { label: entry.label });
    tell(model, { tone: "ok", text, undoId: row.ticketId });
    return false;
  }
  keepLast(model, { after: given.ticketId, key: null });
  showGiven(model, given, { body: { data: next } });
  return true;
}
