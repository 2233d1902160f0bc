/** A remote store with bounds: the same store, an end to every wait, and commits that know themselves. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { boundKv } from "../../../actors/runtime/bounded_kv.ts";
import type { Kv } from "../../../actors/runtime/deps.ts";
import { LIMITS } from "../../../actors/runtime/limits.ts";
import { AppError } from "../../../actors/shared/errors.ts";
import { type ConnectPeer, openConnectPeer, startConnectPeer } from "../../support/connect_peer.ts";
import { storageContract } from "../../support/storage_contract.ts";

const SHORT = { readTimeoutMs: 80, commitTimeoutMs: 120, storeDownMs: 20 };

/** The platform's clock and timers; a timer that is left behind fails the test. */
const deps = {
  now: Date.now,
  after(ms: number, task: () => void) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  log: () => {},
};

async function openBounded(peer: ConnectPeer, limits = SHORT): Promise<Kv> {
  return boundKv(await openConnectPeer(peer), { deps, limits, open: () => Deno.openKv(peer.url) });
}

async function withBounded(
  work: (peer: ConnectPeer, kv: Kv) => Promise<void>,
  limits = SHORT,
): Promise<void> {
  const peer = startConnectPeer();
  const kv = await openBounded(peer, limits);
  try {
    await work(peer, kv);
  } finally {
    kv.close();
    await peer.stop();
  }
}

storageContract({
  name: "KV Connect with bounds",
  checksMax: 10,
  open: async () => {
    const peer = startConnectPeer();
    return { kv: await openBounded(peer, LIMITS), free: () => peer.stop() };
  },
});

Deno.test({
  name: "boundKv() ends every call to a store that is away, and answers when it is back",
  // The client goes on with calls that were given up here.
  sanitizeOps: false,
  fn: async () => {
    await withBounded(async (peer, kv) => {
      await kv.set(["a"], 1);
      await peer.goDown();
      const calls: readonly (() => Promise<unknown>)[] = [
        () => kv.get(["a"]),
        () => kv.getMany([["a"], ["b"]]),
        () => Array.fromAsync(kv.list({ prefix: [] })),
        () => kv.set(["b"], 1),
        () => kv.delete(["c"]),
        () => kv.atomic().set(["d"], 1).commit(),
      ];
      for (const call of calls) {
        const failure = await assertRejects(call, AppError);
        assertEquals(failure.code, "store_unavailable");
      }
      await peer.comeUp();
      for (let tries = 0;; tries++) {
        const entry = await kv.get(["a"]).catch(() => null);
        if (entry?.value === 1) break;
        assert(tries < 200, "It did not heal");
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
  },
});

Deno.test("boundKv() knows its own commit when the answer was lost and the repeat was refused", async () => {
  await withBounded(async (peer, kv) => {
    const claim = (holder: string, bytes: Uint8Array) =>
      kv.atomic().check({ key: ["claim"], versionstamp: null })
        .set(["claim"], { holder }).set(["log"], bytes).commit();
    peer.loseAnswers(1);
    const first = await claim("first", Uint8Array.of(1, 2));
    const { versionstamp } = await kv.get(["claim"]);
    assertEquals(first, { ok: true, versionstamp: versionstamp ?? "" });
    assertEquals(await claim("second", Uint8Array.of(1, 2)), { ok: false });
    assertEquals(await claim("first", Uint8Array.of(1, 3)), { ok: false });
    assertEquals(peer.commits(), 1);
  }, LIMITS);
});

Deno.test("boundKv() takes nobody else's commit of the same content for its own", async () => {
  await withBounded(async (peer, kv) => {
    const { versionstamp } = await kv.set(["head"], 1);
    const write = () => kv.atomic().check({ key: ["head"], versionstamp }).set(["record"], 1).commit();
    assert((await write()).ok);
    await kv.set(["head"], 2);
    peer.refuseCommits(1);
    assertEquals(await write(), { ok: false });
    assertEquals(await write(), { ok: false });
  }, LIMITS);
});

Deno.test("boundKv() leaves a commit that others have written over to its caller", async () => {
  await withBounded(async (peer, kv) => {
    peer.loseAnswers(1);
    const sent = kv.atomic().check({ key: ["a"], versionstamp: null }).set(["a"], 1).set(["b"], 1).commit();
    while (peer.commits() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    using other = await openConnectPeer(peer);
    await other.set(["b"], 1);
    assertEquals(await sent, { ok: false });
  }, LIMITS);
});
