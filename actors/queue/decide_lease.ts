/** Giving desks blocks of numbers for times without a connection (SPEC §12): how many, and which. */
import { assert } from "../shared/assert.ts";
import type { CommandOf } from "./events.ts";
import { LEASE_NUMBERS_MAX, leasedToken, LEASES_PER_DAY_MAX } from "./lease.ts";
import { accept, type QueueDecision, refuse, type Situation, stamp } from "./situation.ts";
import type { QueueState } from "./state.ts";

/** Blocks of a queue and day of which numbers are left. */
export const LEASES_OPEN_MAX = 30;

/** Gives whoever asks a block of today's numbers. */
export function decideLease(situation: Situation, command: CommandOf<"LeaseNumbers">): QueueDecision {
  const { state } = situation;
  const { leaseId, count } = command;
  const { leases } = state.header;
  assert(!leases.some((lease) => lease.leaseId === leaseId), `Cannot lease ${leaseId} twice`);
  if (count < 1 || count > LEASE_NUMBERS_MAX) {
    return refuse("invalid", `Cannot lease ${count} numbers: 1 to ${LEASE_NUMBERS_MAX} are given`, {
      field: "count",
    });
  }
  const open = leases.filter(({ used, count }) => used.length < count).length;
  const index = nextIndex(state);
  if (open >= LEASES_OPEN_MAX || index >= LEASES_PER_DAY_MAX) {
    return refuse("lease_limit", `Cannot lease numbers: ${open} blocks of today are open`, { open });
  }
  return accept({ type: "NumbersLeased", ...stamp(situation), leaseId, index, count });
}

/** The next block of the day none of whose numbers somebody carried over still has. */
function nextIndex(state: QueueState): number {
  let index = (state.header.leases.at(-1)?.index ?? -1) + 1;
  while (index < LEASES_PER_DAY_MAX && isCarried(state, index)) index += 1;
  return index;
}

function isCarried(state: QueueState, index: number): boolean {
  for (let ordinal = 1; ordinal <= LEASE_NUMBERS_MAX; ordinal++) {
    if (state.isCarriedNumber(leasedToken({ index }, ordinal))) return true;
  }
  return false;
}
