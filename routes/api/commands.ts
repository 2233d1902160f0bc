/**
 * How endpoints send commands to a queue: with who asks and under which key, free text put aside first and taken
 * back when the command was refused or had been carried out before.
 */
import { byOf } from "../../actors/identity/access.ts";
import type { Envelope, Sent } from "../../actors/runtime/actor_api.ts";
import type { QueueCommand, QueueOutcome } from "../../actors/queue/schema.ts";
import { AppError, RejectedError } from "../../actors/shared/errors.ts";
import type { TextId } from "../../actors/shared/ids.ts";
import type { Call } from "../endpoint.ts";
import { idempotencyOf } from "../middleware/idempotency.ts";
import type { QueuePolicy } from "../policies.ts";

/** What a command is about: the same key for another target is another key. */
export interface About {
  readonly target: string;
}

export interface SendOptions extends About {
  readonly policy: QueuePolicy;
}

export interface ReasonedOptions extends SendOptions {
  readonly reason: string | undefined;
}

/** The envelope of `command` for the one who calls. */
export function envelopeOf(call: Call, command: QueueCommand, { target }: About): Envelope<QueueCommand> {
  const { request, principal, route, body } = call;
  const idempotency = idempotencyOf(request, { principal, route, target, body });
  const by = byOf(principal);
  return idempotency === undefined ? { command, by } : { command, by, idempotency };
}

/** Sends `command` to the queue of `policy` and answers after its commit. */
export function send(
  call: Call,
  command: QueueCommand,
  options: SendOptions,
): Promise<Sent<QueueOutcome>> {
  return call.edge.system.queues.send(options.policy.queueId, envelopeOf(call, command, options));
}

/** True for a failure that certainly left nothing in the log; of any other the command may still have landed. */
export function isWithoutTrace(error: unknown): boolean {
  if (error instanceof RejectedError) return true;
  return error instanceof AppError && (error.code === "idempotency_conflict" || error.code === "overloaded");
}

/** Sends the command made with the id of `reason`, which is forgotten again unless the command took effect. */
export async function sendWithReason(
  call: Call,
  make: (reasonId: TextId | null) => QueueCommand,
  options: ReasonedOptions,
): Promise<Sent<QueueOutcome>> {
  const { policy, reason, target } = options;
  if (reason === undefined) return send(call, make(null), options);
  const { people } = call.edge.system.identity;
  const { tenantId } = policy;
  const textId = await people.putText({ tenantId, about: target, text: reason });
  try {
    const sent = await send(call, make(textId), options);
    if (sent.isReplay) await people.dropText({ tenantId, textId });
    return sent;
  } catch (error) {
    if (isWithoutTrace(error)) await people.dropText({ tenantId, textId });
    throw error;
  }
}
