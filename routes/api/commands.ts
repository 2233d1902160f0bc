/**
 * How endpoints send commands to a queue: with who asks and under which key, free text put aside first and taken
 * back when the command was refused or had been carried out before.
 */
import { byOf } from "../../actors/identity/access.ts";
import type { Envelope, Sent } from "../../actors/runtime/actor_api.ts";
import type { QueueCommand, QueueOutcome } from "../../actors/queue/commands.ts";
import { AppError, RejectedError } from "../../actors/shared/errors.ts";
import type { TextId } from "../../actors/shared/ids.ts";
import type { Call } from "../endpoint.ts";
import { idempotencyOf } from "../middleware/idempotency.ts";
import { invalidFields } from "../errors.ts";
import type { QueuePolicy } from "../policies.ts";
import { instant } from "./inputs.ts";

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

/** The header with which staff say when they did what they send now. */
export const CLAIMED_HEADER = "claimed-at";

/**
 * The instant at which staff say they did this, epoch ms, or undefined. Nobody else is asked: theirs is now.
 * @throws RejectedError `invalid`.
 */
export function claimedAtOf({ request, principal }: Pick<Call, "request" | "principal">): number | undefined {
  const given = principal.kind === "staff" ? request.headers.get(CLAIMED_HEADER) : null;
  if (given === null) return undefined;
  const parsed = instant.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalidFields([{ path: "Claimed-At", message: "Expected an instant in ISO 8601" }]);
}

/** The envelope of `command` for the one who calls, with the instant that they claim. */
export function envelopeOf(call: Call, asked: QueueCommand, { target }: About): Envelope<QueueCommand> {
  const { request, principal, route, body } = call;
  const idempotency = idempotencyOf(request, { principal, route, target, body });
  const by = byOf(principal);
  const claimedAt = claimedAtOf(call);
  const command = claimedAt === undefined ? asked : { claimedAt, ...asked };
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
