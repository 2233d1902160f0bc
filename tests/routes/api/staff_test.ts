/** Who works here: for staff, of their own tenant, without anything secret. */
import { assert, assertEquals } from "@std/assert";
import { inClinic, OTHER_TENANT, PASSWORD } from "../../support/clinic.ts";

Deno.test("GET /staff names everybody of one's own tenant, by the ids that events bear", () =>
  inClinic(async ({ ask, system }) => {
    const { status, body } = await ask("/staff", { as: "nurse" });
    assertEquals(status, 200);
    assertEquals(body.data.map(({ role }: { role: string }) => role).sort(), [
      "administrator",
      "doctor",
      "nurse",
      "receptionist",
    ]);
    assertEquals(Object.keys(body.data[0]), ["accountId", "name", "role"]);
    const right = { tenant: "demo", username: "nurse", password: PASSWORD };
    const { account } = await system.identity.signInPage(right);
    const nurse = body.data.find(({ role }: { role: string }) => role === "nurse");
    assertEquals(nurse, { accountId: account.id, name: account.name, role: "nurse" });
  }));

Deno.test("GET /staff is for staff, and tells nobody of another tenant", () =>
  inClinic(async ({ ask, post }) => {
    assertEquals((await ask("/staff")).status, 401);
    const foreign = { tenant: OTHER_TENANT, username: "nurse", password: PASSWORD };
    const { accessToken } = (await post("/auth/sign-in", foreign)).body.data;
    const other = (await ask("/staff", { headers: { authorization: `Bearer ${accessToken}` } })).body.data;
    const own: readonly { accountId: string }[] = (await ask("/staff", { as: "nurse" })).body.data;
    assertEquals(other.length, 4);
    assert(own.every(({ accountId }) => !JSON.stringify(other).includes(accountId)));
  }));
