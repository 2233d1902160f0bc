/**
 * A tenant with one doctor in a store in memory: what tests of identity begin with. Hashing costs nothing here; what
 * hashing is worth is the business of `credentials_test.ts`.
 */
import type { Credentials } from "../../actors/identity/credentials.ts";
import { createIdentity, type Identity } from "../../actors/identity/identity.ts";
import { AppError, type ErrorCode } from "../../actors/shared/errors.ts";
import type { ProviderId, TenantId } from "../../actors/shared/ids.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { MemoryWorld } from "./memory_store.ts";

export const cheapCredentials: Credentials = {
  hash: (password) => Promise.resolve(`plain:${password}`),
  verify: (password, encoded) => Promise.resolve(encoded === `plain:${password}`),
};
export const tenantId = "t1" as TenantId;
/** What the doctor signs in with. */
export const right = { tenant: "t1", username: "Ada", password: "correct horse" };

/** Identity on the world's store; another `secret` is another installation. */
export function identityOn(world: MemoryWorld, secret = 3): Identity {
  const secretKey = new Uint8Array(32).fill(secret);
  return createIdentity({ ...world, secretKey, credentials: cheapCredentials });
}

/** Identity with tenant `t1`, its host `clinic.example`, and Dr. Ada. */
export async function staffed(world: MemoryWorld): Promise<Identity> {
  const identity = identityOn(world);
  assert(await identity.createTenant({ id: tenantId, name: "Clinic", hosts: ["Clinic.Example"] }));
  await identity.createAccount({
    ...right,
    tenantId,
    name: "Dr. Ada",
    role: "doctor",
    providerId: "p1" as ProviderId,
  });
  return identity;
}

/** Asserts that `act` fails with an AppError of that code. */
export async function assertFails(code: ErrorCode, act: () => Promise<unknown>): Promise<void> {
  assertEquals((await assertRejects(act, AppError)).code, code);
}
