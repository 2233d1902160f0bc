/** Which refusals of a late command have one answer: the whole table, for each state and whose doing it was. */
import { assertEquals } from "@std/assert";
import type { StaffPrincipal } from "../../../actors/identity/schema.ts";
import { reject, type Rejection } from "../../../actors/shared/errors.ts";
import type { ProviderId } from "../../../actors/shared/ids.ts";
import type { Call } from "../../../routes/endpoint.ts";
import { isAgainstOthers, type Late, presentTicket, settledBy } from "../../../routes/api/sync_resolution.ts";
import { createEdge } from "../../../routes/edge.ts";
import { type Clinic, inClinic, PROVIDER, TENANT } from "../../support/clinic.ts";

const STATES = ["waiting", "held", "called", "serving", "completed", "no_show", "cancelled"] as const;
const ACTIONS = [
  "acknowledge",
  "call",
  "cancel",
  "complete",
  "defer",
  "hold",
  "leave",
  "move",
  "needs",
  "no-show",
  "payment",
  "priority",
  "resume",
  "start",
  "undo",
] as const;
const STEPS: Readonly<Record<string, readonly string[]>> = {
  waiting: ["hold", "resume"],
  held: ["hold"],
  called: ["call"],
  serving: ["call", "start"],
  completed: ["call", "start", "complete"],
  no_show: ["call", "no-show"],
  cancelled: ["cancel"],
};
const me: StaffPrincipal = {
  kind: "staff",
  accountId: "me",
  tenantId: TENANT,
  role: "receptionist",
  providerId: null,
  sessionId: "s1",
  name: "Me",
};
const config = {
  publicUrl: "",
  appEnv: "development",
  isDemo: true,
  streamsMax: 1,
  trustedProxies: [],
} as const;

function lateOf(
  { system }: Clinic,
  about: { readonly path: string; readonly ticketId?: string; readonly body?: Record<string, unknown> },
  principal = me,
): Late {
  const edge = createEdge({ system, config });
  const call: Call = {
    edge,
    request: new Request("https://clinic.example/api/v1/sync"),
    route: "POST /sync",
    principal,
    params: undefined,
    query: undefined,
    body: undefined,
  };
  const params: Record<string, string> = about.ticketId === undefined ? {} : { ticketId: about.ticketId };
  return { call, principal, declared: { path: about.path }, params, command: { body: about.body } };
}

/** Every action that is settled for a ticket in each state that `by` brought it to. */
async function settledFor(clinic: Clinic, by: string, principal = me): Promise<Record<string, string[]>> {
  const settled: Record<string, string[]> = {};
  for (const state of STATES) {
    const { ticketId } = await clinic.join();
    for (const action of STEPS[state] ?? []) {
      await clinic.post(`/tickets/${ticketId}/${action}`, {}, { as: "nurse" });
    }
    const rejection = reject("wrong_state", "Refused", { state, by, at: 0 });
    for (const action of ACTIONS) {
      const late = lateOf(clinic, { path: `/tickets/:ticketId/${action}`, ticketId }, principal);
      if (await settledBy(rejection, late) !== null) (settled[state] ??= []).push(action);
    }
  }
  return settled;
}

Deno.test("settledBy() answers, for what another did, only where the outcome is the same whoever did it", () =>
  inClinic(async (clinic) => {
    assertEquals(await settledFor(clinic, "staff:other"), {
      waiting: ["resume"],
      held: ["hold"],
      serving: ["acknowledge"],
      completed: ["acknowledge", "complete"],
      no_show: ["no-show"],
      cancelled: ["cancel", "leave"],
    });
  }));

Deno.test("settledBy() answers, for one's own doing, also where only a later step of one's own overtook it", () =>
  inClinic(async (clinic) => {
    assertEquals(await settledFor(clinic, "staff:me"), {
      waiting: ["defer", "resume"],
      held: ["hold"],
      called: ["call"],
      serving: ["acknowledge", "call", "start"],
      completed: ["acknowledge", "call", "complete", "start"],
      no_show: ["no-show"],
      cancelled: ["cancel", "leave"],
    });
  }));

Deno.test("settledBy() takes a start by the caller's own provider for the caller's", () =>
  inClinic(async (clinic) => {
    const doctor = { ...me, providerId: PROVIDER };
    assertEquals((await settledFor(clinic, "staff:other", doctor))["serving"], ["acknowledge", "start"]);
    const elsewhere = { ...me, providerId: "other" as ProviderId };
    assertEquals((await settledFor(clinic, "staff:other", elsewhere))["serving"], ["acknowledge"]);
  }));

Deno.test("settledBy() leaves other refusals, other states and unknown tickets to a person", () =>
  inClinic(async (clinic) => {
    const { ticketId } = await clinic.join();
    const late = (path: string, id = ticketId) => lateOf(clinic, { path, ticketId: id });
    const refused = (code: Rejection["code"], state: string) =>
      reject(code, "Refused", { state, by: "staff:me" });
    for (const code of ["queue_paused", "undo_expired", "defer_limit", "stale_version"] as const) {
      assertEquals(await settledBy(refused(code, "waiting"), late("/tickets/:ticketId/resume")), null, code);
    }
    assertEquals(await settledBy(refused("wrong_state", "held"), late("/tickets/:ticketId/hold")), null);
    assertEquals(
      await settledBy(refused("wrong_state", "open"), lateOf(clinic, { path: "/queues/:queueId/pause" })),
      null,
    );
    const gone = late("/tickets/:ticketId/hold", `${ticketId.slice(0, 8)}unknown`);
    assertEquals(await settledBy(refused("wrong_state", "held"), gone), null);
    assertEquals(await presentTicket(gone.call.edge, gone), null);
  }));

Deno.test("settledBy() gives the place that a patient has in the very queue, and no other", () =>
  inClinic(async (clinic) => {
    const existing = { ticketId: "there" };
    const refused = reject("already_waiting", "Refused", { queueId: "q1", ticketId: "there", existing });
    const into = (queueId: string) => lateOf(clinic, { path: "/queues/join", body: { queueId } });
    assertEquals(await settledBy(refused, into("q1")), existing);
    assertEquals(await settledBy(refused, into("q2")), null);
    assertEquals(
      await settledBy(reject("already_waiting", "Refused"), lateOf(clinic, { path: "/queues/join" })),
      null,
    );
  }));

Deno.test("isAgainstOthers() is true for other staff alone", () => {
  const by = (name: unknown) =>
    isAgainstOthers(reject("stale_version", "Refused", { by: name }), { principal: me });
  assertEquals([by("staff:other"), by("key:k1")], [true, true]);
  assertEquals([by("staff:me"), by("link:t"), by("system"), by(null), by(undefined)], Array(5).fill(false));
});
