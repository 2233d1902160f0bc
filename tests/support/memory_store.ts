/**
 * A store and a clock for tests of single parts: an empty Deno KV in memory, an instant that only the test moves, ids
 * that count up.
 */

/** What a part gets, and the test moves. */
export interface MemoryWorld {
  readonly kv: Deno.Kv;
  now(): number;
  mintId(chars: number): string;
  /** Moves the clock on. */
  pass(ms: number): void;
}

/** Where every such world begins: 2026-11-20T08:00:00Z. */
export const WORLD_STARTS_AT = Date.UTC(2026, 10, 20, 8);

/** Runs `test` in a world of its own. */
export async function inMemoryWorld(test: (world: MemoryWorld) => Promise<void>): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  let at = WORLD_STARTS_AT;
  let minted = 0;
  const world: MemoryWorld = {
    kv,
    now: () => at,
    mintId: (chars) => `${++minted}`.padStart(chars, "x"),
    pass(ms) {
      at += ms;
    },
  };
  try {
    await test(world);
  } finally {
    kv.close();
  }
}
