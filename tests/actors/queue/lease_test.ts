/** Leased numbers: which they are, how they are read, and when one may be given. */
import { assert, assertEquals } from "@std/assert";
import {
  isLeased,
  LEASE_NUMBERS_MAX,
  LEASED_TOKEN_MIN,
  leasedLabel,
  leasedToken,
  leaseFault,
  LEASES_PER_DAY_MAX,
  tokensOf,
  withUsed,
} from "../../../actors/queue/lease.ts";
import { emptyHeader } from "../../../actors/queue/header.ts";
import type { Lease } from "../../../actors/queue/schema.ts";
import type { QueueId } from "../../../actors/shared/ids.ts";

const LEASE: Lease = { leaseId: "l1", owner: "staff:ann", index: 2, count: 3, used: [2] };
const header = { ...emptyHeader("queue" as QueueId), leases: [LEASE] };

Deno.test("leasedLabel() is read aloud as letters and a number, and is different for every number of a day", () => {
  assertEquals(leasedLabel("A", leasedToken({ index: 0 }, 7)), "A-X07");
  assertEquals(leasedLabel("AB", leasedToken({ index: 9 }, 50)), "AB-J50");
  assertEquals(leasedLabel("A", leasedToken({ index: 10 }, 1)), "A-XX01");
  assertEquals(leasedLabel("A", leasedToken({ index: LEASES_PER_DAY_MAX - 1 }, 1)), "A-JJ01");
  const labels = new Set<string>();
  for (let index = 0; index < LEASES_PER_DAY_MAX; index++) {
    for (let ordinal = 1; ordinal <= LEASE_NUMBERS_MAX; ordinal++) {
      const label = leasedLabel("A", leasedToken({ index }, ordinal));
      assert(/^A-[A-Z]{1,2}\d\d$/.test(label), label);
      labels.add(label);
    }
  }
  assertEquals(labels.size, LEASES_PER_DAY_MAX * LEASE_NUMBERS_MAX);
});

Deno.test("isLeased() parts leased from regular numbers", () => {
  assertEquals([1, LEASED_TOKEN_MIN - 1, LEASED_TOKEN_MIN].map(isLeased), [false, false, true]);
  assertEquals(tokensOf(LEASE), [1_000_201, 1_000_202, 1_000_203]);
});

Deno.test("leaseFault() gives a number of one's own block once, and says why not", () => {
  const fault = (tokenNumber: number, leaseId = "l1", by = "staff:ann") =>
    leaseFault(header, { leaseId, tokenNumber, by });
  assertEquals([fault(1_000_201), fault(1_000_203)], [null, null]);
  assertEquals(fault(1_000_202), "used");
  assertEquals([fault(1_000_200), fault(1_000_204), fault(1)], ["outside", "outside", "outside"]);
  assertEquals(fault(1_000_201, "l2"), "unknown");
  assertEquals(fault(1_000_201, "l1", "staff:bob"), "foreign");
});

Deno.test("withUsed() marks one number of one block", () => {
  const other = { ...LEASE, leaseId: "l2", index: 3 };
  const leases = withUsed([LEASE, other], { leaseId: "l1", tokenNumber: 1_000_203 });
  assertEquals(leases.map(({ used }) => used), [[2, 3], [2]]);
});
