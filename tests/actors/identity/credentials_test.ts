/** Passwords: both schemes, the wrong word, the unknown name. */
import { createCredentials } from "../../../actors/identity/credentials.ts";
import { assert, assertEquals, assertNotEquals } from "@std/assert";

for (const scheme of ["argon2id", "scrypt"] as const) {
  Deno.test(`createCredentials() verifies a password hashed with ${scheme}, and no other`, async () => {
    const credentials = createCredentials({ scheme });
    const encoded = await credentials.hash("correct horse");
    assert(encoded.startsWith(`${scheme}$`));
    assert(!encoded.includes("horse"));
    assert(await credentials.verify("correct horse", encoded));
    assert(!await credentials.verify("correct house", encoded));
  });
}

Deno.test("hash() salts: the same password twice gives two hashes", async () => {
  const credentials = createCredentials();
  assertNotEquals(await credentials.hash("correct horse"), await credentials.hash("correct horse"));
});

Deno.test("hash() prefers Argon2id where the platform has it", async () => {
  assert((await createCredentials().hash("correct horse")).startsWith("argon2id$"));
});

Deno.test("verify() reads a hash of the other scheme", async () => {
  const encoded = await createCredentials({ scheme: "scrypt" }).hash("correct horse");
  assert(await createCredentials({ scheme: "argon2id" }).verify("correct horse", encoded));
});

Deno.test("verify() is false for nobody, even for the decoy's own password", async () => {
  const credentials = createCredentials();
  assert(!await credentials.verify("decoy", null));
  assert(!await credentials.verify("anything", null));
});

Deno.test("verify() is false for a damaged hash", async () => {
  assertEquals(await createCredentials().verify("x", "argon2id$1$1$only-four-parts"), false);
});

Deno.test("verify() takes the same text in another Unicode form as the same password", async () => {
  const credentials = createCredentials();
  assert(await credentials.verify("cafe\u0301 au lait", await credentials.hash("caf\u00e9 au lait")));
});

Deno.test("hash() takes Argon2id's memory in blocks that the allocator gives back", async () => {
  const [, memoryKiB] = (await createCredentials({ scheme: "argon2id" }).hash("correct horse")).split("$");
  assert(Number(memoryKiB) > 32 * 1024, `${memoryKiB} KiB`);
});
