/** Thousands of odd requests over every operation: none fails on our side, and all that was taken can be replayed. */
import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { QueueEvent } from "../../actors/queue/schema.ts";
import { inClinic, OPEN_QUEUE, PROVIDER, SELF_QUEUE, STAFF_QUEUE } from "../support/clinic.ts";
import { OddRequests } from "../support/odd_requests.ts";

const REQUESTS = 3_000;
const Batch = z.object({ e: z.array(QueueEvent) });

Deno.test("no odd request fails on our side, and whatever was taken can be replayed", () =>
  inClinic(async ({ ask, join, kv, logged }) => {
    const tickets = [];
    for (const queueId of [OPEN_QUEUE, SELF_QUEUE, STAFF_QUEUE, SELF_QUEUE]) {
      tickets.push(await join(queueId));
    }
    const odd = new OddRequests(7, {
      description: (await ask("/openapi.json")).body,
      ids: {
        queueId: [OPEN_QUEUE, SELF_QUEUE, STAFF_QUEUE],
        ticketId: tickets.map(({ ticketId }) => ticketId),
        token: tickets.map(({ trackingToken }) => trackingToken),
        patientId: tickets.map(({ patientId }) => patientId),
        providerId: [PROVIDER],
      },
    });
    const counts: Record<string, number> = {};
    for (let count = 0; count < REQUESTS; count++) {
      const { path, ...request } = odd.next();
      const { status, headers, body } = await ask(path, request);
      const told = `${request.method} ${path} ${JSON.stringify(request.json)?.slice(0, 300)}: ${status}`;
      counts[status] = (counts[status] ?? 0) + 1;
      assert(status < 500, `${told} ${logged.at(-1)}`);
      assertEquals(headers.get("cache-control"), "no-store", told);
      const isProblem = headers.get("content-type") === "application/problem+json";
      assertEquals(isProblem, status >= 400, told);
      if (isProblem && request.method !== "HEAD") {
        assertEquals([body.status, typeof body.code], [status, "string"]);
      }
    }
    assert((counts[200] ?? 0) > REQUESTS / 10, JSON.stringify(counts));
    let events = 0;
    for await (const { value } of kv.list({ prefix: ["log"] })) {
      if (value instanceof Uint8Array) {
        events += Batch.parse(JSON.parse(new TextDecoder().decode(value))).e.length;
      }
    }
    assert(events > 100, `${events} events`);
  }));
