/**
 * Numbers that a desk holds in reserve for times without a connection: which numbers a block has, how they are read
 * aloud, and whether one may be given. It changes nothing; the blocks are in the queue's header.
 */
import type { QueueHeader } from "./header.ts";
import type { Lease, LeaseFault } from "./schema.ts";

/** Numbers in one block. */
export const LEASE_NUMBERS_MAX = 50;
/** Regular numbers stay below, so that a leased one is never "highest + 1" and never anybody else's. */
export const LEASED_TOKEN_MIN = 1_000_000;

const TOKENS_PER_LEASE = 100;
/** Told apart by ear and by eye, and unlike any digit. */
const LETTERS = "XKRMHLYWFJ";
/** One letter, then two: after these the day has no more blocks. */
export const LEASES_PER_DAY_MAX = LETTERS.length + LETTERS.length ** 2;
const ORDINAL_DIGITS = 2;

/** True for a number from a leased block. */
export function isLeased(tokenNumber: number): boolean {
  return tokenNumber >= LEASED_TOKEN_MIN;
}

/** The token number of the `ordinal`-th number, from 1, of the day's block `index`. */
export function leasedToken({ index }: Pick<Lease, "index">, ordinal: number): number {
  return LEASED_TOKEN_MIN + index * TOKENS_PER_LEASE + ordinal;
}

/** All numbers of a block, in order. */
export function tokensOf(lease: Lease): readonly number[] {
  return Array.from({ length: lease.count }, (_, index) => leasedToken(lease, index + 1));
}

/**
 * A leased number behind its queue's prefix: letters of the block, then the number, `A-X07`. No regular number of any
 * queue looks like it, since those have digits alone behind the dash.
 */
export function leasedLabel(prefix: string, tokenNumber: number): string {
  const index = Math.floor((tokenNumber - LEASED_TOKEN_MIN) / TOKENS_PER_LEASE);
  const ordinal = String(tokenNumber % TOKENS_PER_LEASE).padStart(ORDINAL_DIGITS, "0");
  return `${prefix}-${lettersOf(index)}${ordinal}`;
}

function lettersOf(index: number): string {
  const beyond = index - LETTERS.length;
  if (beyond < 0) return LETTERS.charAt(index);
  return LETTERS.charAt(Math.floor(beyond / LETTERS.length)) + LETTERS.charAt(beyond % LETTERS.length);
}

/** Why `tokenNumber` of a lease cannot be given to somebody whom `by` enters, or null. */
export function leaseFault(
  header: QueueHeader,
  asked: { readonly leaseId: string; readonly tokenNumber: number; readonly by: string },
): LeaseFault | null {
  const lease = header.leases.find(({ leaseId }) => leaseId === asked.leaseId);
  if (lease === undefined) return "unknown";
  if (lease.owner !== asked.by) return "foreign";
  const ordinal = asked.tokenNumber - leasedToken(lease, 0);
  if (ordinal < 1 || ordinal > lease.count) return "outside";
  return lease.used.includes(ordinal) ? "used" : null;
}

/** The header's blocks with this number of `leaseId` given. */
export function withUsed(
  leases: QueueHeader["leases"],
  { leaseId, tokenNumber }: { readonly leaseId: string; readonly tokenNumber: number },
): QueueHeader["leases"] {
  return leases.map((lease) =>
    lease.leaseId === leaseId
      ? { ...lease, used: [...lease.used, tokenNumber - leasedToken(lease, 0)] }
      : lease
  );
}
