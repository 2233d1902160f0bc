import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Answer } from "../../../islands/api.ts";
import { FREE_MIN, LEASE_COUNT, leaseIn, Leases } from "../../../islands/offline/leases.ts";
import {
  type Asked,
  createOfflineBrowser,
  type OfflineBrowser,
  UNREACHABLE,
} from "../../support/offline_browser.ts";

const HOUR_MS = 3_600_000;

/** Answers with blocks of today, the first lettered X, the next K. */
function leasing(browser: OfflineBrowser): (asked: Asked) => Answer {
  let blocks = 0;
  return ({ body }) => {
    assert(typeof body === "object" && body !== null && "count" in body);
    const letter = "XKRM".charAt(blocks);
    blocks += 1;
    const tokens = Array.from({ length: Number(body.count) }, (_, index) => ({
      tokenNumber: blocks * 1_000_000 + index + 1,
      label: `A-${letter}${index + 1}`,
    }));
    const data = {
      leaseId: `lease-${letter}`,
      day: "2026-11-20",
      tokens,
      expiresAt: new Date(browser.now + 12 * HOUR_MS).toISOString(),
    };
    return { kind: "done", status: 201, body: { data }, isReplay: false };
  };
}

function world() {
  const browser = createOfflineBrowser();
  browser.answer = leasing(browser);
  const tab = async () => new Leases({ vault: await browser.vault(), deps: browser.deps() });
  return { browser, tab };
}

Deno.test("Leases asks for a block once, and for another when few numbers are left", async () => {
  const { browser, tab } = world();
  const leases = await tab();
  await leases.keepFresh("q");
  await leases.keepFresh("q");
  assertEquals(browser.asked.map(({ path, body }) => [path, body]), [
    ["/queues/q/number-leases", { count: LEASE_COUNT }],
  ]);
  for (let taken = 0; taken <= LEASE_COUNT - FREE_MIN; taken++) await leases.take("q");
  await leases.keepFresh("q");
  assertEquals(browser.asked.length, 2);
  assertNotEquals(browser.asked[0]?.key, browser.asked[1]?.key);
  assertEquals(await leases.free("q"), FREE_MIN - 1 + LEASE_COUNT);
});

Deno.test("Leases gives numbers out in order, and none when none is left", async () => {
  const { tab } = world();
  const leases = await tab();
  assertEquals(await leases.take("q"), null);
  await leases.keepFresh("q");
  assertEquals(await leases.take("q"), {
    lease: { leaseId: "lease-X", tokenNumber: 1_000_001 },
    label: "A-X1",
  });
  for (let taken = 1; taken < LEASE_COUNT; taken++) assert(await leases.take("q") !== null);
  assertEquals(await leases.take("q"), null);
});

Deno.test("Leases gives no number twice over tabs", async () => {
  const { tab } = world();
  const [here, there] = [await tab(), await tab()];
  await here.keepFresh("q");
  const taken = await Promise.all(
    Array.from({ length: LEASE_COUNT }, (_, index) => (index % 2 === 0 ? here : there).take("q")),
  );
  assertEquals(new Set(taken.map((one) => one?.label)).size, LEASE_COUNT);
});

Deno.test("Leases of one queue are nothing to another", async () => {
  const { tab } = world();
  const leases = await tab();
  await leases.keepFresh("q");
  assertEquals(await leases.take("other"), null);
});

Deno.test("Leases keeps what it has while the server cannot be reached, and after a reload", async () => {
  const { browser, tab } = world();
  await (await tab()).keepFresh("q");
  browser.answer = () => UNREACHABLE;
  const later = await tab();
  for (let taken = 0; taken < LEASE_COUNT; taken++) {
    await later.keepFresh("q");
    assert(await later.take("q") !== null);
  }
});

Deno.test("Leases gives no number of another service day, and none that is about to expire", async () => {
  const { browser, tab } = world();
  const leases = await tab();
  await leases.keepFresh("q");
  browser.now += 12 * HOUR_MS - 60_001;
  assertEquals(await leases.free("q"), LEASE_COUNT);
  browser.now += 1;
  assertEquals(await leases.free("q"), 0);
  const tomorrow = world();
  const others = await tomorrow.tab();
  tomorrow.browser.now = Date.parse("2026-11-20T23:59:00Z");
  await others.keepFresh("q");
  assert(await others.take("q") !== null);
  tomorrow.browser.now += 60_000;
  assertEquals(await others.take("q"), null);
});

Deno.test("Leases prints the same numbers again, and gives printed ones only to who is entered from the list", async () => {
  const { tab } = world();
  const leases = await tab();
  await leases.keepFresh("q");
  const printed = await leases.forPaper("q", 15);
  assertEquals(
    printed.map(({ label }) => label),
    Array.from({ length: 15 }, (_, index) => `A-X${index + 6}`),
  );
  assertEquals(await leases.forPaper("q", 15), printed);
  for (let taken = 0; taken < LEASE_COUNT - 15; taken++) assert(await leases.take("q") !== null);
  assertEquals(await leases.take("q"), null);
  assertEquals((await leases.takePaper("q", "A-X7"))?.label, "A-X7");
  assertEquals(await leases.takePaper("q", "A-X7"), null);
  assertEquals(await leases.takePaper("q", "A-X1"), null);
  assertEquals((await leases.forPaper("q", 15)).length, 14);
});

Deno.test("Leases gives nothing out that it cannot mark as given", async () => {
  const { browser, tab } = world();
  const leases = await tab();
  await leases.keepFresh("q");
  // Another account signed in: what this tab would mark is kept nowhere.
  await browser.vault("ben");
  assertEquals(await leases.take("q"), null);
});

Deno.test("Leases takes no block for a page that keeps nothing", async () => {
  const { browser, tab } = world();
  browser.shelf.state = "broken";
  await (await tab()).keepFresh("q");
  assertEquals(browser.asked, []);
});

Deno.test("Leases gives numbers out while another block is asked for and nobody answers", async () => {
  const { browser, tab } = world();
  const leases = await tab();
  await leases.keepFresh("q");
  for (let taken = 0; taken <= LEASE_COUNT - FREE_MIN; taken++) await leases.take("q");
  browser.answer = () => new Promise(() => {});
  void leases.keepFresh("q");
  assert(await leases.take("q") !== null);
});

Deno.test("leaseIn() reads a block, and nothing from what is none", () => {
  const data = {
    leaseId: "l",
    day: "2026-11-20",
    tokens: [{ tokenNumber: 1, label: "A-X1" }, 7],
    expiresAt: 5,
  };
  assertEquals(leaseIn({ data }), {
    leaseId: "l",
    day: "2026-11-20",
    expiresAt: 5,
    tokens: [{ tokenNumber: 1, label: "A-X1", use: "free" }],
  });
  for (const other of [null, {}, { data: {} }, { data: { ...data, expiresAt: "soon" } }]) {
    assertEquals(leaseIn(other), null);
  }
});
