/**
 * Enters a walk-in: the join, the confirmation of needs that the desk itself saw, and the slip. Who may join and where
 * is the server's to say.
 */
import { batch } from "@preact/signals";
import type { Taken } from "../offline/leases.ts";
import { provisionalId } from "../offline/outbox_state.ts";
import type { DeskModel } from "./desk_model.ts";
import { explain, record, tell, ticketIn } from "./desk_steps.ts";
import type { WalkIn } from "./walk_in_line.ts";

function joinBody(queueId: string, walkIn: WalkIn) {
  const { name, phone, birthDate, class: ticketClass, needs, mode } = walkIn;
  return {
    queueId,
    patient: {
      name,
      ...(phone === null ? {} : { phone }),
      ...(birthDate === null ? {} : { birthDate }),
      ...(needs.length === 0 ? {} : { needs }),
    },
    ...(ticketClass === null ? {} : { priority: ticketClass }),
    ...(mode === "online" ? { mode } : {}),
    acceptWaitlist: true,
  };
}

function rangeIn(value: unknown): { readonly low: number; readonly high: number } | null {
  if (typeof value !== "object" || value === null || !("low" in value) || !("high" in value)) return null;
  const { low, high } = value;
  return typeof low === "number" && typeof high === "number" ? { low, high } : null;
}

const numberOr = (value: unknown): number | null => typeof value === "number" ? value : null;

function joined(model: DeskModel, walkIn: WalkIn, { body }: { readonly body: unknown }): void {
  const ticket = ticketIn(body);
  const { ticketId, label, patientId, trackingUrl, position, estimatedWaitMinutes, waitRange } = ticket ?? {};
  if (typeof ticketId !== "string" || typeof label !== "string") return;
  if (typeof patientId === "string") {
    model.people.remember(patientId, { name: walkIn.name, phone: walkIn.phone, language: null });
  }
  model.slip.value = {
    label,
    name: walkIn.name,
    queueName: model.queueName,
    position: numberOr(position),
    estimatedWaitMinutes: numberOr(estimatedWaitMinutes),
    waitRange: rangeIn(waitRange),
    trackingUrl: typeof trackingUrl === "string" ? trackingUrl : null,
    isKept: false,
  };
  record(model, { row: { ticketId, label, room: null }, deed: "joined" });
  tell(model, { tone: "ok", text: model.say("desk.walkIn.added", { label }), undoId: ticketId });
  confirmSeen(model, walkIn, { ticketId, label });
}

/** The desk sees the person: the needs that it typed count. */
function confirmSeen(
  model: DeskModel,
  { needs }: WalkIn,
  { ticketId, label }: { readonly ticketId: string; readonly label: string | null },
): void {
  if (needs.length === 0) return;
  const path = `/tickets/${ticketId}/needs`;
  void model.commands.send({ path, body: { needs }, ticketId, what: "desk.action.needs", label });
}

/** Without a connection the desk gives a number that it leased; one from a printed list is taken up at any time. */
async function numberFor(model: DeskModel, walkIn: WalkIn): Promise<Taken | null> {
  const leases = model.offline.peek()?.leases;
  if (leases === undefined) return null;
  if (walkIn.label !== null) return await leases.takePaper(model.queueId, walkIn.label);
  const connection = model.connection.peek();
  const isGood = connection === "connected" || connection === "polling";
  return isGood && model.kept.peek().length === 0 ? null : await leases.take(model.queueId);
}

/** The slip of somebody whose number the server does not know yet. */
function keptSlip(model: DeskModel, walkIn: WalkIn, { number }: { readonly number: Taken | null }): void {
  if (number === null) return;
  model.slip.value = {
    label: number.label,
    name: walkIn.name,
    queueName: model.queueName,
    position: null,
    estimatedWaitMinutes: null,
    waitRange: null,
    trackingUrl: null,
    isKept: true,
  };
}

/** Enters `walkIn`. Resolves to true when the line may be cleared. */
export async function enterWalkIn(model: DeskModel, walkIn: WalkIn): Promise<boolean> {
  const { say, queueId } = model;
  const number = await numberFor(model, walkIn);
  if (walkIn.label !== null && number === null) {
    const text = say("desk.walkIn.notOnPaper", { label: walkIn.label });
    tell(model, { tone: "late", text, undoId: null });
    return false;
  }
  const sent = await model.commands.send({
    path: "/queues/join",
    body: { ...joinBody(queueId, walkIn), ...(number === null ? {} : { lease: number.lease }) },
    ticketId: null,
    what: "desk.action.walkIn",
    label: number?.label ?? null,
  });
  batch(() => {
    if (sent.kind === "done") joined(model, walkIn, { body: sent.body });
    else if (sent.kind === "refused") {
      tell(model, { tone: "late", text: explain(model, sent.problem, { row: null }), undoId: null });
    } else if (sent.kind === "queued") {
      tell(model, { tone: "ok", text: say("desk.walkIn.queued"), undoId: null });
      keptSlip(model, walkIn, { number });
      confirmSeen(model, walkIn, { ticketId: provisionalId(sent.key), label: number?.label ?? null });
    } else tell(model, { tone: "late", text: say("desk.walkIn.unreachable"), undoId: null });
  });
  return sent.kind === "done" || sent.kind === "queued";
}
