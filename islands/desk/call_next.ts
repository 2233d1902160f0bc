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

function answered(model: DeskModel, answer: Answer, { last }: { readonly last: LastGiven }): void {
  switch (answer.kind) {
    case "done": {
      const given = givenIn(ticketIn(answer.body));
      if (given === null) return;
      keepLast(model, { after: given.ticketId, key: null });
      return showGiven(model, given, { body: answer.body });
    }
    case "refused":
      keepLast(model, { ...last, key: null });
      return tell(model, {
        tone: "late",
        text: explain(model, answer.problem, { row: null }),
        undoId: null,
      });
    case "unreachable":
      // The key stays: pressed again, the same call is answered and nobody is called twice.
      return tell(model, { tone: "late", text: model.say("desk.callUnknown"), undoId: null });
  }
}

/** Calls the next person. Does nothing while a call is under way; without the server it calls the next by name. */
export async function callNext(model: DeskModel): Promise<void> {
  if (model.isCalling.peek()) return;
  if (model.connection.peek() === "offline") {
    const next = nextOf(model.rows.peek());
    if (next === null) tell(model, { tone: "late", text: model.say("desk.refused.empty"), undoId: null });
    else await call(model, next);
    return;
  }
  model.isCalling.value = true;
  const stored = readLast(model);
  const last = { ...stored, key: stored.key ?? crypto.randomUUID() };
  keepLast(model, last);
  await model.commands.settled();
  const answer = await model.ask(`/queues/${model.queueId}/call-next`, {
    body: bodyOf(model, last),
    key: last.key,
  });
  batch(() => {
    model.isCalling.value = false;
    answered(model, answer, { last });
  });
}

/** Ends the service of a ticket and calls the next in one step; waits like {@link callNext}. */
export async function completeAndCallNext(
  model: DeskModel,
  row: { readonly ticketId: string; readonly label: string; readonly room: string | null },
): Promise<void> {
  if (model.isCalling.peek()) return;
  if (model.connection.peek() === "offline") {
    await complete(model, row);
    return callNext(model);
  }
  model.isCalling.value = true;
  const { room } = model.preferences.peek();
  await model.commands.settled();
  const answer = await model.ask(`/tickets/${row.ticketId}/complete`, {
    body: { callNext: true, ...(room.trim() === "" ? {} : { room: room.trim() }) },
    key: crypto.randomUUID(),
  });
  batch(() => {
    model.isCalling.value = false;
    if (answer.kind === "refused") {
      tell(model, { tone: "late", text: explain(model, answer.problem, { row }), undoId: null });
    } else if (answer.kind === "unreachable") {
      tell(model, { tone: "late", text: model.say("desk.unreachable", { label: row.label }), undoId: null });
    } else finished(model, row, { body: answer.body });
  });
}

function finished(
  model: DeskModel,
  row: Given,
  { body }: { readonly body: unknown },
): void {
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
    return tell(model, { tone: "ok", text, undoId: row.ticketId });
  }
  keepLast(model, { after: given.ticketId, key: null });
  showGiven(model, given, { body: { data: next } });
}
