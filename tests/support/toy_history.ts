/**
 * A random history of toy commands on processes that fail, and what must hold afterwards: every acknowledged command
 * in the log exactly once, no refused one, one holder to a claim, and the same state for whoever replays.
 */
import { assert, assertEquals } from "@std/assert";
import type { ToyCommand, ToyEvent } from "./toy_domain.ts";
import { toyClaim } from "./toy_domain.ts";
import { resultOf, send, type StartOptions, type ToyProcess, ToyWorld } from "./toy_world.ts";
import { NO_FAULTS, SOME_FAULTS } from "./simulated_faults.ts";

export interface HistoryOptions {
  readonly seed: number;
  readonly processes: number;
  readonly commands: number;
  readonly checksMax?: number;
}

const ACTORS = ["a", "b", "c"];
const NAMES = ["ann", "bob", "cem", "dee"];
/** After these nobody knows whether the command was carried out. */
const UNKNOWN = new Set(["store_unavailable"]);

interface Told {
  readonly command: ToyCommand;
  readonly result: string;
}

/** Runs a history from its seed and checks what it left. */
export async function runToyHistory(options: HistoryOptions): Promise<ToyWorld> {
  const { seed, commands } = options;
  const world = new ToyWorld({ seed, checksMax: options.checksMax ?? 100 });
  const isShared = options.processes > 1;
  const start: StartOptions = {
    isShared,
    limits: { snapshotEventsMin: 20, actorIdleMs: 2_000, evictionIntervalMs: 500 },
  };
  const processes = Array.from({ length: options.processes }, (_, index) => world.start(`p${index}`, start));
  world.store.setFaults(SOME_FAULTS);
  const told: Told[] = [];
  const clients = Array.from({ length: commands }, async (_, index) => {
    await world.simulation.sleep(world.simulation.random.integer(0, commands * 20));
    const command = randomCommand(world, index);
    const slot = world.simulation.random.integer(0, processes.length - 1);
    const actorId = ACTORS[world.simulation.random.integer(0, ACTORS.length - 1)] ?? "a";
    told.push({ command, result: await ask({ world, processes, slot, actorId, command, index }) });
  });
  for (let crashes = 0; crashes < 3; crashes++) {
    world.simulation.after(world.simulation.random.integer(0, commands * 20), () => {
      const slot = world.simulation.random.integer(0, processes.length - 1);
      processes[slot]?.process.kill();
      processes[slot] = world.start(`p${slot}`, start);
    });
  }
  await world.drive(Promise.all(clients));
  world.store.setFaults(NO_FAULTS);
  await world.pass(60_000);
  await check(world, { told, processes });
  return world;
}

function randomCommand(world: ToyWorld, index: number): ToyCommand {
  const { random } = world.simulation;
  const name = NAMES[random.integer(0, NAMES.length - 1)] ?? "ann";
  const kind = random.integer(0, 9);
  if (random.integer(0, 29) === 0) {
    const where = (["decide", "evolve", "outcome", "invariant"] as const)[random.integer(0, 3)] ?? "decide";
    return { type: "Misbehave", where };
  }
  if (kind < 4) return { type: "Add", coins: 1_000 + index };
  if (kind < 7) return { type: "Take", name, holder: `holder ${index}` };
  if (kind < 9) return { type: "Release", name };
  return random.integer(0, 3) === 0
    ? { type: "EndDay" }
    : { type: "Remind", dueAt: world.simulation.now() + 500 };
}

interface Asked {
  readonly world: ToyWorld;
  readonly processes: readonly ToyProcess[];
  readonly slot: number;
  readonly actorId: string;
  readonly command: ToyCommand;
  readonly index: number;
}

/** Sends as a patient client does: with a key, again after a crash, a silence or a refusal by the world. */
async function ask({ world, processes, slot, actorId, command, index }: Asked): Promise<string> {
  let result = "store_unavailable";
  const isKeyed = index % 2 === 0;
  for (let tries = 0; tries < 20; tries++) {
    const running = processes[slot];
    if (running === undefined) break;
    const key = isKeyed ? { key: `k${index}`, bodyHash: "h" } : undefined;
    result = await Promise.race([
      resultOf(send(running.actors, actorId, command, key)),
      world.simulation.sleep(15_000).then(() => "store_unavailable"),
    ]);
    if (!UNKNOWN.has(result) && result !== "contended") return result;
    // Without a key a second try might be a second effect.
    if (!isKeyed && UNKNOWN.has(result)) return result;
    await world.simulation.sleep(1_000);
  }
  return result;
}

async function check(
  world: ToyWorld,
  { told, processes }: { readonly told: readonly Told[]; readonly processes: readonly ToyProcess[] },
): Promise<void> {
  const witness = world.start("witness", { isShared: true });
  const where = world.simulation.describe();
  const events: ToyEvent[] = [];
  for (const actorId of ACTORS) {
    const logged = await world.drive(witness.actors.events(actorId, 0, 100_000));
    assertEquals(logged.map(({ seq }) => seq), logged.map((_, index) => index + 1), where);
    events.push(...logged.map(({ event }) => event));
    const truth = await world.drive(witness.actors.read(actorId, (state) => state.snapshot()));
    for (const { actors } of processes) {
      assertEquals(await world.drive(actors.read(actorId, (state) => state.snapshot())), truth, where);
    }
    assertEquals(await world.drive(witness.actors.read(actorId, (state) => state.fields.dueAt)), null, where);
  }
  assert(events.every(({ type }) => type !== "Cursed"), where);
  for (const { command, result } of told) {
    if (command.type !== "Add") continue;
    const count = events.filter((event) => event.type === "Added" && event.coins === command.coins).length;
    if (result === "ok" || result === "replay") assertEquals(count, 1, `${where}: coins ${command.coins}`);
    else if (UNKNOWN.has(result)) assert(count <= 1, `${where}: coins ${command.coins}`);
    else assertEquals(count, 0, `${where}: coins ${command.coins} after ${result}`);
  }
  await checkClaims(world, witness);
}

async function checkClaims(world: ToyWorld, witness: ToyProcess): Promise<void> {
  const where = world.simulation.describe();
  for (const name of NAMES) {
    const holders: string[] = [];
    for (const actorId of ACTORS) {
      const holder = await world.drive(witness.actors.read(actorId, (state) => state.holders.get(name)));
      if (holder !== undefined) holders.push(`${actorId} ${holder}`);
    }
    assert(holders.length <= 1, `${where}: ${name} is held by ${holders}`);
    const owner = await world.drive(witness.actors.claimOwner(toyClaim(name)));
    assertEquals(owner === null ? [] : [`${owner.actorId} ${owner.holder}`], holders, `${where}: ${name}`);
  }
}
