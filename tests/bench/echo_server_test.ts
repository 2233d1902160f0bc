/** Proves that the limit of the joins does what it claims: it checks the request, signs, and answers a whole ticket. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { z } from "zod";
import { createEcho } from "./echo_server.ts";

const Answer = z.object({
  data: z.looseObject({ patientId: z.string(), ticketId: z.string(), trackingToken: z.string() }),
});
const echo = createEcho("http://127.0.0.1:1");

async function join(fields: Readonly<Record<string, string>>): Promise<Response> {
  return await echo.request("/join", { method: "POST", body: new URLSearchParams(fields) });
}

Deno.test("createEcho() answers S0's join with a ticket and a signed token of its own", async () => {
  const fields = { patientId: "patient-1-0", queueId: "queue-123", appointmentType: "consultation" };
  const first = await join(fields);
  assertEquals(first.status, 201);
  const { data } = Answer.parse(await first.json());
  assertEquals(data.patientId, "patient-1-0");
  assertEquals(data.trackingToken.split(".").length, 3);
  const second = Answer.parse(await (await join(fields)).json());
  assertNotEquals(second.data.ticketId, data.ticketId);
  assertNotEquals(second.data.trackingToken, data.trackingToken);
});

Deno.test("createEcho() refuses what the program refuses: no queue, an id that is none, an unknown field", async () => {
  for (const fields of [{}, { queueId: "q", patientId: "a b" }, { queueId: "q", other: "1" }]) {
    assertEquals((await join(fields)).status, 422);
  }
});

Deno.test("createEcho() opens a stream that says one thing", async () => {
  const response = await echo.request("/stream");
  const reader = response.body?.getReader();
  const text = new TextDecoder().decode((await reader?.read())?.value);
  assert(text.startsWith("id: 1\nevent: queue-update\ndata: {"), text.slice(0, 40));
  await reader?.cancel();
});
