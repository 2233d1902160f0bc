/**
 * Keys that depend on who else is there: between two neighbours, beside somebody who has the same key, among those who
 * came while a desk had no connection. They stay inside the ticket's tier.
 */
import { claimedKey, compareKeys, keyBetween, keyFor, type Standing } from "./order.ts";
import type { OrderKey, QueueConfig, Ticket } from "./schema.ts";
import type { QueueState } from "./state.ts";

type Line = QueueState["line"];

/** A key for `ticket` at the 0-based `index` of the others, and the index after keeping to the ticket's tier. */
export function keyAt(
  line: Line,
  ticket: Ticket,
  options: { readonly index: number },
): { readonly key: OrderKey; readonly index: number } {
  const own = line.find(ticket) === undefined ? null : line.rank(ticket);
  const otherAt = (index: number) => line.at(own !== null && index >= own ? index + 1 : index);
  const first = tierStart(line, ticket.key[0]);
  const end = tierStart(line, ticket.key[0] + 1) - (own === null ? 0 : 1);
  const index = Math.min(end, Math.max(first, options.index));
  if (index === own) return { key: ticket.key, index };
  const previous = index > first ? otherAt(index - 1) : undefined;
  const next = index < end ? otherAt(index) : undefined;
  if (previous === undefined && next === undefined) return { key: ticket.key, index };
  return { key: keyBetween(previous?.key ?? null, next?.key ?? null), index };
}

function tierStart(line: Line, tier: number): number {
  return line.rank({ key: [tier, -Infinity, -Infinity, ""], joinedSeq: 0 });
}

/** `key`, or the nearest free one behind it when another ticket of the line than `ticket` has it already. */
export function unusedKey(line: Line, ticket: Ticket, options: { readonly key: OrderKey }): OrderKey {
  const { key } = options;
  const rank = line.rank({ key, joinedSeq: -1 });
  const there = line.at(rank);
  if (there === undefined || there.id === ticket.id || compareKeys(there.key, key) !== 0) return key;
  return keyBetween(key, line.at(rank + 1)?.key ?? null);
}

/** A standing, and when a desk without a connection says it began: null for whoever came in touch with the server. */
export interface ClaimedStanding extends Standing {
  readonly claimedAt: number | null;
}

/** The key that the policy gives to `standing`: under every policy whoever came unseen ranks by when they came. */
export function keyOf(state: QueueState, config: QueueConfig, standing: ClaimedStanding): OrderKey {
  if (standing.claimedAt === null || standing.class === "emergency" || config.ordering !== "token") {
    return keyFor(config, standing);
  }
  return claimedKey(standing, { after: numberBefore(state, standing) });
}

const SLICE = 256;

/** The last number of the day that was issued, in touch with the server, no later than `standing` began; 0 for none. */
function numberBefore({ issued }: QueueState, { day, joinedAt }: ClaimedStanding): number {
  for (let end = issued.count; end > 0; end -= SLICE) {
    const start = Math.max(0, end - SLICE);
    for (const ticket of [...issued.from(start, end - start)].reverse()) {
      if (ticket.day < day) return 0;
      const isBefore = ticket.day === day && ticket.claimedAt === null && ticket.joinedAt <= joinedAt;
      if (isBefore) return ticket.tokenNumber;
    }
  }
  return 0;
}
