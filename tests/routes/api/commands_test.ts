/** Sending commands from the edge: who asks, under which key, and texts that are taken back. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ANONYMOUS, type Principal } from "../../../actors/identity/schema.ts";
import { AppError, reject, RejectedError } from "../../../actors/shared/errors.ts";
import { findQueue } from "../../../routes/api/access.ts";
import { envelopeOf, isWithoutTrace, sendWithReason } from "../../../routes/api/commands.ts";
import { createEdge } from "../../../routes/edge.ts";
import type { Call } from "../../../routes/endpoint.ts";
import { type Clinic, inClinic, SELF_QUEUE, TENANT } from "../../support/clinic.ts";

const nurse: Principal = {
  kind: "staff",
  accountId: "a1",
  tenantId: TENANT,
  role: "nurse",
  providerId: null,
  sessionId: "s1",
  name: "Nurse",
};

function callIn(
  { system }: Clinic,
  { key, principal = nurse }: { key?: string; principal?: Principal } = {},
): Call {
  const config = {
    publicUrl: "",
    appEnv: "development",
    isDemo: true,
    streamsMax: 1,
    trustedProxies: [],
  } as const;
  return {
    edge: createEdge({ system, config }),
    request: new Request(
      "http://clinic.example/",
      key === undefined ? {} : { headers: { "idempotency-key": key } },
    ),
    route: "POST /queues/:queueId/pause",
    principal,
    params: undefined,
    query: undefined,
    body: {},
  };
}

const pause = { type: "PauseQueue", reasonId: null } as const;

Deno.test("envelopeOf() names who asks, and carries a key only when one was sent", () =>
  inClinic((clinic) => {
    assertEquals(envelopeOf(callIn(clinic), pause, { target: "q" }), { command: pause, by: "staff:a1" });
    assertEquals(
      envelopeOf(callIn(clinic, { principal: ANONYMOUS }), pause, { target: "q" }).by,
      "anonymous",
    );
    const keyed = (target: string) => envelopeOf(callIn(clinic, { key: "k" }), pause, { target }).idempotency;
    assert(keyed("q") !== undefined);
    assertEquals(keyed("q"), keyed("q"));
    assert(keyed("q")?.key !== keyed("r")?.key);
    return Promise.resolve();
  }));

Deno.test("sendWithReason() keeps the text of what took effect, and no other", () =>
  inClinic(async (clinic) => {
    const call = callIn(clinic, { key: "k" });
    const policy = await findQueue(call.edge, { queueId: SELF_QUEUE, principal: nurse });
    const options = { policy, target: SELF_QUEUE, reason: "Fire drill" };
    const texts = async () => (await Array.fromAsync(clinic.kv.list({ prefix: ["text"] }))).length;
    const first = await sendWithReason(call, (reasonId) => ({ type: "PauseQueue", reasonId }), options);
    assertEquals([first.isReplay, await texts()], [false, 1]);
    const again = await sendWithReason(call, (reasonId) => ({ type: "PauseQueue", reasonId }), options);
    assertEquals([again.isReplay, await texts()], [true, 1]);
    const refused = () =>
      sendWithReason(callIn(clinic), () => ({ type: "CreateQueue", config: EMPTY }), options);
    await assertRejects(refused, RejectedError);
    assertEquals(await texts(), 1);
  }));

/** Never looked at: the queue exists already. */
const EMPTY = {} as never;

Deno.test("isWithoutTrace() trusts only failures that cannot have landed", () => {
  assert(isWithoutTrace(new RejectedError(reject("queue_full", "Full"))));
  assert(isWithoutTrace(new AppError("idempotency_conflict", "Other body")));
  assert(isWithoutTrace(new AppError("overloaded", "Full mailbox")));
  assert(!isWithoutTrace(new AppError("store_unavailable", "Unknown outcome")));
  assert(!isWithoutTrace(new TypeError("Bug")));
});
