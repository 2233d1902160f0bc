/**
 * Keys for places that nobody's policy gives: between two neighbours, or beside somebody who has the same key. They
 * stay inside the ticket's tier.
 */
import { compareKeys, keyBetween } from "./order.ts";
import type { OrderKey, Ticket } from "./schema.ts";
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
