/** Facilities over HTTP. */
import { assertEquals } from "@std/assert";
import { FACILITY, inClinic } from "../../support/clinic.ts";

Deno.test("facilities are made with defaults, listed, read, changed and archived", () =>
  inClinic(async ({ post, ask }) => {
    const made = await post("/facilities", { name: "Hill", timeZone: "Asia/Tokyo" }, { as: "administrator" });
    assertEquals([made.status, made.body.data.languages, made.body.data.dayStartsAtMinutes], [
      201,
      ["en"],
      0,
    ]);
    assertEquals(made.body.data.tenantId, undefined);
    const path = `/facilities/${made.body.data.id}`;
    assertEquals((await ask("/facilities", { as: "nurse" })).body.data.length, 2);
    const change = { method: "PATCH", as: "administrator", json: { address: "Pier 1" } } as const;
    assertEquals((await ask(path, change)).body.data.address, "Pier 1");
    assertEquals((await ask(path, { as: "nurse" })).body.data.timeZone, "Asia/Tokyo");
    const stale = await ask(path, { ...change, headers: { "if-match": made.headers.get("etag") ?? "" } });
    assertEquals([stale.status, stale.body.code], [412, "stale_version"]);
    assertEquals((await post(`${path}/archive`, {}, { as: "administrator" })).body.data.isArchived, true);
    assertEquals((await ask("/facilities", { as: "nurse" })).body.data.length, 1);
  }));

Deno.test("facilities refuse strangers, other roles, unknown zones and unknown facilities", () =>
  inClinic(async ({ post, ask, contents }) => {
    const before = await contents();
    const good = { name: "Hill", timeZone: "UTC" };
    assertEquals((await post("/facilities", good)).status, 401);
    assertEquals((await post("/facilities", good, { as: "receptionist" })).status, 403);
    const zone = await post("/facilities", { ...good, timeZone: "Mars/Olympus" }, { as: "administrator" });
    assertEquals([zone.status, zone.body.errors[0].path], [422, "timeZone"]);
    assertEquals((await ask("/facilities/nowhere", { as: "nurse" })).status, 404);
    assertEquals((await ask(`/facilities/${FACILITY}`)).status, 401);
    assertEquals(await contents(), before);
  }));
