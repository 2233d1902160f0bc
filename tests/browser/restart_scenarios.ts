/**
 * The program is killed and started again on its store while a phone, a desk and the waiting room's screen look on:
 * each comes back by itself and shows what is true, and nothing happened twice. Run one by its name:
 * `… restart_scenarios.ts NAME`.
 */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { z } from "zod";
import { type BrowserWorld, inBrowser, type Watched } from "./browser.ts";
import { displayPathOf, join, readAsAdmin, signInTo, type Taken } from "./matrix_clinic.ts";
import { connection, joinByForm, QUEUE_ID, textOf } from "./patient_steps.ts";

const LAPTOP = { viewport: { width: 1366, height: 768 } };
const WALL = { viewport: { width: 1920, height: 1080 } };
/** A back-off at its longest, a poll, and slack for a busy machine. */
const BACK_MS_MAX = 90_000;
const ROUNDS = 2;
/** What a browser says of a connection that ends or cannot be made. */
const CONNECTION = /ERR_(CONNECTION|INCOMPLETE_CHUNKED|EMPTY_RESPONSE|NETWORK|SOCKET)|Failed to fetch/;

const Timeline = z.object({ data: z.array(z.looseObject({ type: z.string() })) });

interface Windows {
  readonly phone: Watched;
  readonly desk: Watched;
  readonly display: Watched;
}

const row = (label: string, state: string) =>
  `#desk-table tr:has(th:text-is("${label}"))[data-status="${state}"]`;
const onBoard = (label: string) => `.call:has(.call-label:text-is("${label}"))`;

async function openWindows(world: BrowserWorld): Promise<Windows> {
  const { origin, open } = world;
  const phone = await open();
  await joinByForm(phone.page, origin);
  await connection(phone.page, "connected");
  const desk = await open(LAPTOP);
  await signInTo(desk.page, { origin, path: `/desk/${QUEUE_ID}` });
  await connection(desk.page, "connected");
  const display = await open(WALL);
  await display.page.goto(`${origin}${await displayPathOf(world, QUEUE_ID)}`);
  await display.page.waitForSelector(".board[data-stale='false']");
  return { phone, desk, display };
}

/** Resolves when all windows show it, and prints how long each took. */
async function allShow(what: string, expected: readonly (readonly [Page, string, string])[]): Promise<void> {
  const startedAt = performance.now();
  await Promise.all(expected.map(async ([page, who, shows]) => {
    await page.waitForSelector(shows, { timeout: BACK_MS_MAX });
    console.log(`${what}, ${who}: ${(performance.now() - startedAt).toFixed(0)} ms`);
  }));
}

/** What happened to a ticket, as its log has it. */
async function typesOf(
  world: BrowserWorld,
  { ticketId }: Pick<Taken, "ticketId">,
): Promise<readonly string[]> {
  const answer = await readAsAdmin(world, `/tickets/${ticketId}/timeline`);
  return Timeline.parse(answer).data.map(({ type }) => type);
}

const othersOf = ({ faults }: Watched) => faults.filter((fault) => !CONNECTION.test(fault));

/** Killed without warning, started again, twice: who was called in between is seen everywhere. */
async function comesBack(world: BrowserWorld): Promise<void> {
  const { phone, desk, display } = await openWindows(world);
  const mine = await textOf(phone.page, ".number") ?? "";
  const others: Taken[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const other = await join(world, QUEUE_ID, { name: `Guest ${round}`, priority: "urgent" });
    others.push(other);
    await desk.page.waitForSelector(row(other.label, "waiting"));
    await world.kill();
    await connection(phone.page, "reconnecting");
    assertEquals(await textOf(phone.page, ".number"), mine);
    await world.restart();
    await world.reception(`/tickets/${other.ticketId}/call`, { room: "5" });
    await allShow(`after restart ${round + 1}`, [
      [desk.page, "desk", row(other.label, "called")],
      [display.page, "display", onBoard(other.label)],
      [phone.page, "phone", `.number-now:has-text("${other.label}")`],
    ]);
    await allShow(`connected again ${round + 1}`, [
      [desk.page, "desk", '.mark[data-connection="connected"]'],
      [phone.page, "phone", '.mark[data-connection="connected"]'],
      [display.page, "display", ".board[data-stale='false']"],
    ]);
  }
  const labels = await desk.page.locator("#desk-table [data-ticket] th").allTextContents();
  assertEquals(labels.toSorted(), [mine, ...others.map(({ label }) => label)].toSorted());
  for (const other of others) {
    const types = await typesOf(world, other);
    assertEquals(types.filter((type) => type === "TicketCalled").length, 1, types.join(" "));
  }
  assertEquals([phone, desk, display].flatMap(othersOf), []);
}

/** What the desk does while the program is away is done once, when it is back. */
async function keepsDeeds(world: BrowserWorld): Promise<void> {
  const other = await join(world, QUEUE_ID, { name: "Guest", priority: "urgent" });
  const { phone, desk, display } = await openWindows(world);
  await desk.page.waitForSelector(`${row(other.label, "waiting")} >> text=Guest`);
  await world.kill();
  await desk.page.waitForSelector(".desk-banners >> text=Working offline since", { timeout: BACK_MS_MAX });
  await desk.page.focus("#desk-call-next");
  await desk.page.keyboard.press("n");
  await desk.page.waitForSelector(`${row(other.label, "called")}[data-mark="queued"]`);
  await world.restart();
  await allShow("what was kept is done", [
    [desk.page, "desk", `${row(other.label, "called")}:not([data-mark])`],
    [display.page, "display", onBoard(other.label)],
    [phone.page, "phone", `.number-now:has-text("${other.label}")`],
  ]);
  const types = await typesOf(world, other);
  assertEquals(types.filter((type) => type === "TicketCalled").length, 1, types.join(" "));
  const labels = await desk.page.locator("#desk-table [data-ticket] th").allTextContents();
  assertEquals(new Set(labels).size, labels.length);
  assert(labels.length === 2, labels.join(" "));
  assertEquals([phone, desk, display].flatMap(othersOf), []);
}

export const SCENARIOS: Readonly<Record<string, (world: BrowserWorld) => Promise<void>>> = {
  "phone, desk and display come back by themselves when the program is killed, twice": comesBack,
  "what the desk did while the program was away is done once": keepsDeeds,
};

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new RangeError(`Unknown scenario "${name}"`);
  await inBrowser(scenario);
  Deno.exit(0);
}
