import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type ConnectPeer,
  type ConnectPeerOptions,
  openConnectPeer,
  startConnectPeer,
} from "./connect_peer.ts";

/** Runs `body` with a peer and a client, and ends both. */
async function withPeer(
  options: ConnectPeerOptions,
  body: (peer: ConnectPeer, kv: Deno.Kv) => Promise<void>,
): Promise<void> {
  const peer = startConnectPeer(options);
  try {
    using kv = await openConnectPeer(peer);
    await body(peer, kv);
  } finally {
    await peer.stop();
  }
}

function insert(kv: Deno.Kv, value: string): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
  return kv.atomic().check({ key: ["claim"], versionstamp: null }).set(["claim"], value).commit();
}

Deno.test("ConnectPeer.loseAnswers() makes the client say refused of a commit that was carried out", async () => {
  await withPeer({}, async (peer, kv) => {
    peer.loseAnswers(1);
    assertEquals(await insert(kv, "mine"), { ok: false });
    assertEquals((await kv.get(["claim"])).value, "mine");
    assertEquals(peer.commits(), 1);
  });
});

Deno.test("ConnectPeer.refuseCommits() is made good by the client's retry", async () => {
  await withPeer({}, async (peer, kv) => {
    peer.refuseCommits(1);
    assert((await insert(kv, "mine")).ok);
    assertEquals(peer.commits(), 1);
  });
});

Deno.test("ConnectPeer loses answers by chance when asked to", async () => {
  await withPeer({ answerLoss: 0.5, seed: 3 }, async (peer, kv) => {
    for (let index = 0; index < 6; index++) await kv.set(["key", index], index);
    assert(peer.commits() > 6, `${peer.commits()} commits`);
  });
});

Deno.test("ConnectPeer keeps its data and its watchers over goDown() and comeUp()", async () => {
  await withPeer({}, async (peer, kv) => {
    await kv.set(["a"], 1);
    const reader = kv.watch([["a"]]).getReader();
    assertEquals((await reader.read()).value?.[0]?.value, 1);
    await peer.goDown();
    const written = kv.set(["a"], 2);
    await peer.comeUp();
    await written;
    assertEquals((await reader.read()).value?.[0]?.value, 2);
    await reader.cancel();
  });
});

Deno.test("ConnectPeer shows one client's write to another client's watch", async () => {
  await withPeer({}, async (peer, kv) => {
    using other = await openConnectPeer(peer);
    const reader = other.watch([["a"]]).getReader();
    await reader.read();
    const { versionstamp } = await kv.set(["a"], 1);
    assertEquals((await reader.read()).value?.[0]?.versionstamp, versionstamp);
    await reader.cancel();
  });
});

Deno.test("ConnectPeer refuses a request without its token, and what it does not offer", async () => {
  await withPeer({}, async (peer, kv) => {
    const response = await fetch(`${peer.url}/v2/snapshot_read`, { method: "POST" });
    assertEquals(response.status, 401);
    await response.body?.cancel();
    await assertRejects(
      () => kv.atomic().sum(["counter"], 1n).commit(),
      Error,
      "Mutation type 3 is not offered",
    );
  });
});
