/** The list of queues to work in, over HTTP; what is in it is tested beside `routes/queue_work.ts`. */
import { assertEquals } from "@std/assert";
import { inClinic, OTHER_TENANT, PASSWORD, SELF_QUEUE } from "../../support/clinic.ts";

Deno.test("GET /work lists the queues of one's own tenant, for staff alone", () =>
  inClinic(async ({ ask, join, post }) => {
    await join();
    assertEquals((await ask("/work")).status, 401);
    const { status, body } = await ask("/work", { as: "nurse" });
    assertEquals([status, body.data.length], [200, 3]);
    const laboratory = body.data.find(({ queueId }: { queueId: string }) => queueId === SELF_QUEUE);
    assertEquals([laboratory.waiting, laboratory.isOwn], [1, false]);
    const foreign = { tenant: OTHER_TENANT, username: "nurse", password: PASSWORD };
    const { accessToken } = (await post("/auth/sign-in", foreign)).body.data;
    const other = await ask("/work", { headers: { authorization: `Bearer ${accessToken}` } });
    assertEquals(other.body.data, []);
  }));

Deno.test("GET /work answers 304 while nothing changed", () =>
  inClinic(async ({ ask, join }) => {
    const { headers } = await ask("/work", { as: "nurse" });
    const known = { as: "nurse", headers: { "if-none-match": headers.get("etag") ?? "" } } as const;
    assertEquals((await ask("/work", known)).status, 304);
    await join();
    assertEquals((await ask("/work", known)).status, 200);
  }));
