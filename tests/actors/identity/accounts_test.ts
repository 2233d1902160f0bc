/** Accounts: made once, made so, proven by password. */
import { createAccounts } from "../../../actors/identity/accounts.ts";
import { RejectedError } from "../../../actors/shared/errors.ts";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { inMemoryWorld, type MemoryWorld } from "../../support/memory_store.ts";
import { assertFails, cheapCredentials, tenantId } from "../../support/staffed.ts";

const ada = {
  tenantId,
  username: "Ada",
  password: "correct horse",
  name: "Dr. Ada",
  role: "doctor",
} as const;
const proof = { tenantId, tenant: "t1", username: "ada", password: "correct horse" };

const accountsOn = (world: MemoryWorld) => createAccounts({ ...world, credentials: cheapCredentials });

Deno.test("create() keeps no password, and refuses a taken name and a short password", () =>
  inMemoryWorld(async (world) => {
    const accounts = accountsOn(world);
    const account = await accounts.create(ada);
    assertEquals([account.username, account.providerId, account.isDisabled], ["ada", null, false]);
    assertEquals(account.passwordHash, "plain:correct horse");
    await assertRejects(() => accounts.create({ ...ada, username: " ADA " }), RejectedError);
    await assertRejects(
      () => accounts.create({ ...ada, username: "bea", password: "1234567" }),
      RejectedError,
    );
    await accounts.create({ ...ada, username: "bea", password: "12345678" });
    await accounts.create({ ...ada, tenantId: "t2" as TenantId });
  }));

Deno.test("prove() gives the account for its password, in whatever case the name is typed", () =>
  inMemoryWorld(async (world) => {
    const accounts = accountsOn(world);
    const { id } = await accounts.create(ada);
    assertEquals((await accounts.prove({ ...proof, username: " ADA " })).id, id);
    await assertFails("unauthenticated", () => accounts.prove({ ...proof, password: "wrong" }));
    await assertFails("unauthenticated", () => accounts.prove({ ...proof, username: "eve" }));
    await assertFails("unauthenticated", () => accounts.prove({ ...proof, tenantId: null }));
    await assertFails("unauthenticated", () => accounts.prove({ ...proof, tenantId: "t2" as TenantId }));
  }));

Deno.test("prove() pauses after five failures, even for the right password", () =>
  inMemoryWorld(async (world) => {
    const accounts = accountsOn(world);
    await accounts.create(ada);
    for (let i = 0; i < 5; i += 1) {
      await assertFails("unauthenticated", () => accounts.prove({ ...proof, password: "wrong" }));
    }
    await assertFails("rate_limited", () => accounts.prove(proof));
    world.pass(30_000);
    await accounts.prove(proof);
  }));

Deno.test("prove() does not let many guesses at once slip past the pause", () =>
  inMemoryWorld(async (world) => {
    let checked = 0;
    const counting = {
      ...cheapCredentials,
      verify(password: string, encoded: string | null) {
        checked += 1;
        return cheapCredentials.verify(password, encoded);
      },
    };
    const accounts = createAccounts({ ...world, credentials: counting });
    await accounts.create(ada);
    const guesses = Array.from({ length: 50 }, () => accounts.prove({ ...proof, password: "wrong" }));
    const told = (await Promise.allSettled(guesses)).map((guess) =>
      guess.status === "rejected" ? guess.reason.code : "in"
    );
    assert(checked <= 6, `${checked} passwords were checked`);
    assertEquals(new Set(told), new Set(["unauthenticated", "rate_limited"]));
  }));

Deno.test("ensure() makes an account, leaves it alone when it is so, and changes what differs", () =>
  inMemoryWorld(async (world) => {
    const accounts = accountsOn(world);
    const made = await accounts.ensure(ada);
    assertEquals(await accounts.ensure(ada), made);
    const changed = await accounts.ensure({ ...ada, password: "battery staple", role: "nurse" });
    assertEquals([changed.id, changed.role], [made.id, "nurse"]);
    await assertFails("unauthenticated", () => accounts.prove(proof));
    assertEquals((await accounts.prove({ ...proof, password: "battery staple" })).role, "nurse");
    await assertRejects(() => accounts.ensure({ ...ada, password: "short" }), RejectedError);
  }));

Deno.test("ensure() of two at once makes one account", () =>
  inMemoryWorld(async (world) => {
    const accounts = accountsOn(world);
    const ids = (await Promise.all([accounts.ensure(ada), accounts.ensure(ada)])).map(({ id }) => id);
    assertEquals(new Set(ids).size, 1);
    assertEquals((await accounts.prove(proof)).id, ids[0]);
  }));
