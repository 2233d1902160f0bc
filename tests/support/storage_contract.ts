/**
 * What the engine relies on in a store, as one suite that every store has to pass: embedded, in memory, simulated and
 * over KV Connect. It tests behaviour that we use and says nothing of the rest of Deno KV.
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Kv } from "../../actors/runtime/deps.ts";
import { limitBehaviours } from "./storage_contract_limits.ts";
import { rangeBehaviours } from "./storage_contract_ranges.ts";
import { watchBehaviours } from "./storage_contract_watch.ts";

/** An empty store, open for one behaviour. */
export interface ContractStore {
  readonly kv: Kv;
  /** Lets time pass while `work` waits, where time is simulated. */
  readonly drive?: (work: Promise<void>) => Promise<void>;
  /** Frees what `open` took. The behaviour has closed `kv`. */
  readonly free?: () => Promise<void>;
}

/** What a behaviour may know of the store beside its calls. */
export interface ContractFacts {
  readonly checksMax: number;
}

/** One behaviour: its name as a sentence about the store, and the proof. */
export type Behaviour = readonly [name: string, prove: (kv: Kv, facts: ContractFacts) => Promise<void>];

export interface StorageContractOptions extends ContractFacts {
  readonly name: string;
  readonly open: () => Promise<ContractStore>;
}

const values: readonly Behaviour[] = [
  ["says null for what is missing", async (kv) => {
    assertEquals(await kv.get(["missing"]), { key: ["missing"], value: null, versionstamp: null });
  }],
  ["gives bytes back as they were", async (kv) => {
    const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);
    await kv.set(["log", 1], bytes.subarray(5, 995));
    assertEquals((await kv.get(["log", 1])).value, bytes.slice(5, 995));
  }],
  ["gives values back as they were", async (kv) => {
    const value = {
      text: "línea 漢字",
      list: [1, -0.5, null],
      map: new Map([[1n, undefined]]),
      at: new Date(5),
    };
    await kv.set(["value"], value);
    assertEquals((await kv.get(["value"])).value, value);
  }],
  ["keeps copies, not the caller's objects", async (kv) => {
    const bytes = Uint8Array.of(1, 2, 3);
    const list = [1];
    const commit = kv.atomic().set(["bytes"], bytes).set(["list"], list).commit();
    bytes[0] = 9;
    list.push(9);
    assert((await commit).ok);
    const first = await kv.get<number[]>(["list"]);
    first.value?.push(8);
    assertEquals((await kv.get(["list"])).value, [1]);
    assertEquals((await kv.get(["bytes"])).value, Uint8Array.of(1, 2, 3));
  }],
  ["refuses a function", (kv) => {
    assertThrows(() => kv.atomic().set(["function"], () => 1), TypeError);
    return Promise.resolve();
  }],
  ["keeps a value that expires later", async (kv) => {
    await kv.set(["expiring"], 1, { expireIn: 60_000 });
    assertEquals((await kv.get(["expiring"])).value, 1);
    const { versionstamp } = await kv.get(["expiring"]);
    assert((await kv.atomic().check({ key: ["expiring"], versionstamp }).delete(["expiring"]).commit()).ok);
  }],
  ["refuses calls after close()", async (kv) => {
    await kv.set(["open"], 1);
    kv.close();
    await assertRejects(async () => await kv.get(["open"]));
    await assertRejects(async () => await kv.atomic().set(["open"], 2).commit());
  }],
];

const checks: readonly Behaviour[] = [
  ["commits when the check holds and refuses when it is stale", async (kv) => {
    const { versionstamp } = await kv.set(["head"], 1);
    const commit = (value: number) =>
      kv.atomic().check({ key: ["head"], versionstamp }).set(["head"], value).commit();
    assert((await commit(2)).ok);
    assertEquals(await commit(3), { ok: false });
    assertEquals((await kv.get(["head"])).value, 2);
  }],
  ["takes versionstamp null for: must not exist", async (kv) => {
    const claim = (holder: string) =>
      kv.atomic().check({ key: ["claim"], versionstamp: null }).set(["claim"], holder).commit();
    assert((await claim("first")).ok);
    assertEquals(await claim("second"), { ok: false });
    await kv.delete(["claim"]);
    assert((await claim("third")).ok);
    assertEquals((await kv.get(["claim"])).value, "third");
  }],
  ["refuses a check of what is missing against a versionstamp", async (kv) => {
    const { versionstamp } = await kv.set(["head"], 1);
    await kv.delete(["head"]);
    const check = { key: ["head"], versionstamp };
    assertEquals(await kv.atomic().check(check).set(["other"], 1).commit(), { ok: false });
  }],
  ["checks keys that the commit does not write", async (kv) => {
    const { versionstamp } = await kv.set(["head"], 1);
    const write = () => kv.atomic().check({ key: ["head"], versionstamp }).set(["record"], 1).commit();
    assert((await write()).ok);
    await kv.set(["head"], 2);
    assertEquals(await write(), { ok: false });
  }],
  ["refuses a value that was deleted and written again", async (kv) => {
    const { versionstamp } = await kv.set(["head"], 1);
    await kv.delete(["head"]);
    await kv.set(["head"], 1);
    const result = await kv.atomic().check({ key: ["head"], versionstamp }).set(["head"], 2).commit();
    assertEquals(result, { ok: false });
  }],
  ["lets one of several racing commits win", async (kv) => {
    const { versionstamp } = await kv.set(["head"], -1);
    const results = await Promise.all(
      Array.from(
        { length: 8 },
        (_, racer) => kv.atomic().check({ key: ["head"], versionstamp }).set(["head"], racer).commit(),
      ),
    );
    const winners = results.flatMap(({ ok }, racer) => ok ? [racer] : []);
    assertEquals(winners.length, 1);
    assertEquals((await kv.get(["head"])).value, winners[0]);
  }],
];

const commits: readonly Behaviour[] = [
  ["writes all of a commit or nothing", async (kv) => {
    await kv.set(["gone"], 1);
    const refused = kv.atomic().check({ key: ["gone"], versionstamp: null })
      .set(["new"], 1).delete(["gone"]).commit();
    assertEquals(await refused, { ok: false });
    assertEquals((await kv.getMany([["new"], ["gone"]])).map(({ value }) => value), [null, 1]);
    assert((await kv.atomic().set(["new"], 1).delete(["gone"]).commit()).ok);
    assertEquals((await kv.getMany([["new"], ["gone"]])).map(({ value }) => value), [1, null]);
  }],
  ["applies a commit's mutations in order", async (kv) => {
    assert(
      (await kv.atomic().set(["a"], 1).delete(["a"]).set(["a"], 2).set(["b"], 1).delete(["b"]).commit()).ok,
    );
    assertEquals((await kv.getMany([["a"], ["b"]])).map(({ value }) => value), [2, null]);
  }],
  ["gives one rising versionstamp of 20 hex digits to all of a commit", async (kv) => {
    const first = await kv.atomic().set(["a"], 1).set(["b"], 1).commit();
    const second = await kv.atomic().set(["a"], 1).commit();
    assert(first.ok && second.ok);
    assert(/^[0-9a-f]{20}$/.test(first.versionstamp));
    assert(second.versionstamp > first.versionstamp);
    const entries = await kv.getMany([["a"], ["b"]]);
    assertEquals(entries.map(({ versionstamp }) => versionstamp), [second.versionstamp, first.versionstamp]);
  }],
  ["deletes, and deletes what is missing without complaint", async (kv) => {
    await kv.set(["a"], 1);
    await kv.delete(["a"]);
    await kv.delete(["a"]);
    assertEquals((await kv.get(["a"])).versionstamp, null);
  }],
  ["answers getMany() in the order asked, once for each", async (kv) => {
    await kv.atomic().set(["a"], 1).set(["b"], 2).commit();
    const entries = await kv.getMany([["b"], ["missing"], ["a"], ["b"]]);
    assertEquals(entries.map(({ key, value }) => [key[0], value]), [["b", 2], ["missing", null], ["a", 1], [
      "b",
      2,
    ]]);
    assertEquals(await kv.getMany([]), []);
  }],
];

const BEHAVIOURS: readonly Behaviour[] = [
  ...values,
  ...checks,
  ...commits,
  ...rangeBehaviours,
  ...watchBehaviours,
  ...limitBehaviours,
];

/** Closes a store that the behaviour may have closed. */
function close(kv: Kv): void {
  try {
    kv.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Declares one test for each behaviour, each on a store of its own. */
export function storageContract({ name, open, checksMax }: StorageContractOptions): void {
  for (const [behaviour, prove] of BEHAVIOURS) {
    Deno.test(`${name} ${behaviour}`, async () => {
      const { kv, drive = (work) => work, free } = await open();
      try {
        await drive(prove(kv, { checksMax }));
      } finally {
        close(kv);
        await free?.();
      }
    });
  }
}
