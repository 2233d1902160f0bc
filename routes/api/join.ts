/**
 * Taking a place in a queue. This is the busiest endpoint: it asks the store for nothing that it can do without, and
 * a stranger learns from a refusal only that it was refused.
 */
import { z } from "zod";
import type { Person, Principal } from "../../actors/identity/schema.ts";
import type { JoinCommand, QueueOutcome } from "../../actors/queue/commands.ts";
import { type SeenTicket, seeTicket } from "../../actors/queue/seen.ts";
import { ticketView } from "../../actors/queue/view.ts";
import type { Sent } from "../../actors/runtime/actor_api.ts";
import { reject, RejectedError } from "../../actors/shared/errors.ts";
import {
  CODE_SECRET_CHARS,
  type PatientId,
  type QueueId,
  TICKET_SECRET_CHARS,
  ticketIdOf,
  trackingCodeOf,
} from "../../actors/shared/ids.ts";
import { type Call, type Endpoint, endpoint } from "../endpoint.ts";
import { forbidden, invalidFields, notFound, unauthenticated } from "../errors.ts";
import type { Alternative } from "../alternatives.ts";
import type { QueuePolicy } from "../policies.ts";
import { findQueue } from "./access.ts";
import { isWithoutTrace, send } from "./commands.ts";
import { JoinDoc } from "./documents.ts";
import { appointmentType, flag, idField, instant, mode, patient, priority } from "./inputs.ts";
import { done } from "./replies.ts";
import { linksOf } from "./ticket_links.ts";

const JoinBody = z.strictObject({
  queueId: idField<QueueId>(),
  patientId: idField<PatientId>().optional(),
  patient: patient.optional(),
  appointmentType: appointmentType.optional(),
  mode: mode.optional(),
  priority: priority.optional(),
  acceptWaitlist: flag.optional(),
  /** Of staff alone: when the person came to a desk without a connection, and the number given there. */
  claimedAt: instant.optional(),
  lease: z.strictObject({
    leaseId: idField<string>(),
    tokenNumber: z.int().positive(),
  }).optional(),
});
type JoinBody = z.infer<typeof JoinBody>;
type JoinCall = Call<unknown, undefined, JoinBody>;

/** Refuses whoever may not join this queue, or not like this. */
function admit({ principal, body }: JoinCall, policy: QueuePolicy): void {
  const isStranger = principal.kind === "anonymous";
  if (body.patientId !== undefined && body.patient !== undefined) {
    throw invalidFields([{ path: "patient", message: "Give either patientId or patient, not both" }]);
  }
  if (principal.kind === "staff") return;
  if (body.priority !== undefined) {
    throw isStranger ? unauthenticated("set a class") : forbidden("staff set a class");
  }
  if (body.claimedAt !== undefined || body.lease !== undefined) {
    throw isStranger ? unauthenticated("join as earlier") : forbidden("staff enter whoever came earlier");
  }
  if (!policy.selfJoin) {
    throw isStranger ? unauthenticated("join this queue") : forbidden("staff enter people here");
  }
  if (body.patientId === undefined || policy.isOpenToUnknown) return;
  if (principal.kind === "patient" && principal.patientId === body.patientId) return;
  throw isStranger ? unauthenticated("join for a known patient") : forbidden("the patient is somebody else");
}

/** Whom the join is for. `isNew` when the id was minted here, so that nobody else can hold its place. */
interface Joiner {
  readonly patientId: PatientId;
  readonly isNew: boolean;
}

async function joinerOf(call: JoinCall, policy: QueuePolicy): Promise<Joiner> {
  const { edge, body } = call;
  const { people } = edge.system.identity;
  const { tenantId } = policy;
  if (body.patientId !== undefined) {
    const { patientId } = body;
    const isKnown = policy.isOpenToUnknown || await people.readPerson({ tenantId, patientId }) !== null;
    if (!isKnown) throw notFound("the patient");
    return { patientId, isNew: false };
  }
  if (body.patient === undefined) {
    throw invalidFields([{ path: "patient", message: "Give patientId or patient" }]);
  }
  const patientId = people.mintPatientId();
  await people.writePerson({ tenantId, patientId, person: personOf(body.patient) });
  return { patientId, isNew: true };
}

function personOf({ name, phone, birthDate, language }: NonNullable<JoinBody["patient"]>): Person {
  return { name, phone: phone ?? null, birthDate: birthDate ?? null, language: language ?? null };
}

function commandOf({ edge, body, principal }: JoinCall, policy: QueuePolicy, joiner: Joiner): JoinCommand {
  const { mintId } = edge.system;
  const command: JoinCommand = {
    type: "Join",
    ticketId: ticketIdOf(policy.locator, mintId(TICKET_SECRET_CHARS)),
    code: trackingCodeOf(policy.locator, mintId(CODE_SECRET_CHARS)),
    patientId: joiner.patientId,
    isNewPatient: joiner.isNew,
    class: body.priority ?? null,
    isStaff: principal.kind === "staff",
    declaredNeeds: body.patient?.needs ?? [],
    mode: body.mode ?? "in_person",
    appointmentType: body.appointmentType ?? null,
    acceptWaitlist: body.acceptWaitlist ?? false,
  };
  const { claimedAt, lease } = body;
  if (claimedAt === undefined && lease === undefined) return command;
  return {
    ...command,
    ...(claimedAt === undefined ? {} : { claimedAt }),
    ...(lease === undefined ? {} : { lease }),
  };
}

/** Sends the join; a person written for it is forgotten again when it did not take effect. */
async function sendJoin(call: JoinCall, policy: QueuePolicy): Promise<Sent<QueueOutcome>> {
  const joiner = await joinerOf(call, policy);
  const forget = () =>
    call.edge.system.identity.people.forgetOrphan({ tenantId: policy.tenantId, patientId: joiner.patientId });
  try {
    const sent = await send(call, commandOf(call, policy, joiner), { policy, target: policy.queueId });
    if (sent.isReplay && joiner.isNew) await forget();
    return sent;
  } catch (error) {
    if (joiner.isNew && isWithoutTrace(error)) await forget();
    if (!(error instanceof RejectedError)) throw error;
    throw await refusalFor(call, policy, { error, patientId: joiner.patientId });
  }
}

/** Who may know where a person already is: staff, and that person. */
function mayKnow(principal: Principal, patientId: PatientId): boolean {
  return principal.kind === "staff" || (principal.kind === "patient" && principal.patientId === patientId);
}

/** "Full" with the other queues that could be joined, and their waits. */
function withAlternatives({ rejection }: RejectedError, queues: readonly Alternative[]): RejectedError {
  const { code, detail, facts = {} } = rejection;
  const offered = Array.isArray(facts["choices"]) ? facts["choices"] : [];
  const choices = queues.length === 0 ? offered : [...offered, "other_queue"];
  return new RejectedError(reject(code, detail, { ...facts, choices, queues }));
}

/** "Already waiting" with the existing place for those who may know it, and without a word more for strangers. */
async function refusalFor(
  { edge, principal }: JoinCall,
  policy: QueuePolicy,
  { error, patientId }: { readonly error: RejectedError; readonly patientId: PatientId },
): Promise<RejectedError> {
  if (error.rejection.code === "queue_full") {
    return withAlternatives(
      error,
      await edge.alternatives.to(policy, { isStaff: principal.kind === "staff" }),
    );
  }
  if (error.rejection.code !== "already_waiting") return error;
  if (!mayKnow(principal, patientId)) {
    return new RejectedError(reject("already_waiting", "Cannot join twice: this person has a place already"));
  }
  const { detail, facts = {} } = error.rejection;
  const queueId = typeof facts["queueId"] === "string" ? facts["queueId"] as QueueId : policy.queueId;
  const ticketId = typeof facts["ticketId"] === "string" ? facts["ticketId"] : "";
  const existing = await edge.system.queues.read(queueId, (state) => {
    const ticket = state.ticket(ticketId);
    return ticket === undefined ? null : ticketView(seeTicket(state, ticket, edge.system.estimate));
  });
  return new RejectedError(reject("already_waiting", detail, { ...facts, existing }));
}

/** Whether another number was given than the desk had; nothing where no number was asked for. */
function renumbering({ lease }: JoinBody, { ticket }: SeenTicket): { readonly isRenumbered?: boolean } {
  return lease === undefined ? NOTHING : { isRenumbered: ticket.tokenNumber !== lease.tokenNumber };
}
const NOTHING = {};

/** The endpoint that gives places. */
export const joinEndpoint: Endpoint = endpoint({
  method: "POST",
  path: "/queues/join",
  permission: "queue.join",
  summary: "Take a place in a queue",
  body: JoinBody,
  bodyTypes: ["json", "form"],
  answers: {
    201: {
      description: "The place, with the links by which it is followed",
      schema: z.object({ data: JoinDoc }),
    },
  },
  async handle(call) {
    const { edge, body, principal } = call;
    const policy = await findQueue(edge, { queueId: body.queueId, principal });
    admit(call, policy);
    const { outcome, isReplay } = await sendJoin(call, policy);
    const { seen } = outcome;
    if (seen === null) throw notFound("the ticket of the join");
    const answer = Object.assign(ticketView(seen), linksOf(edge, { policy, seen }), renumbering(body, seen));
    return done(answer, { isReplay, version: seen.ticket.version, status: 201 });
  },
});
