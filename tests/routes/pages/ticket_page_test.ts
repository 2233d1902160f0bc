import { assert, assertEquals } from "@std/assert";
import { findTicket, isLinkGood } from "../../../routes/pages/ticket_page.ts";
import { CONFIG_DEFAULT, inPageWorld, type PageWorld, QUEUE_ID } from "../../support/page_world.ts";

const DAY_MS = 24 * 60 * 60_000;

function find({ system }: PageWorld, code: string, { isDemo = true } = {}) {
  const context = { system, config: { ...CONFIG_DEFAULT, isDemo } };
  return findTicket(context, { code, language: "de" });
}

Deno.test("findTicket() gives the holder's view in the language asked for", async () => {
  await inPageWorld(async (world) => {
    const code = (await world.join()).slice(3);
    const found = await find(world, code);
    assertEquals([found?.queueId, found?.tenantId, found?.timeZone], [QUEUE_ID, "tenant", "UTC"]);
    assertEquals(found?.view.queue.queueStatus, "Sie sind als Nächstes dran");
    assertEquals(found?.view.queue.updatedAt, new Date(world.now).toISOString());
  });
});

Deno.test("findTicket() finds nothing by half a code, another's secret or a ticket's id", async () => {
  await inPageWorld(async (world) => {
    const code = (await world.join()).slice(3);
    const ticketId = (await find(world, code))?.ticket.id ?? "";
    for (
      const wrong of [
        code.slice(0, 8),
        code.slice(0, -1),
        `${code}x`,
        `unknown0${code.slice(8)}`,
        ticketId,
        "",
      ]
    ) {
      assertEquals(await find(world, wrong), null, wrong);
    }
  });
});

Deno.test("findTicket() finds nothing of the demo while it is off", async () => {
  await inPageWorld(async (world) => {
    const code = (await world.join()).slice(3);
    assertEquals(await find(world, code, { isDemo: false }), null);
    assert(await find(world, code) !== null);
  }, { tenantId: "demo" });
});

Deno.test("isLinkGood() while the ticket lives, and a day less a moment beyond", async () => {
  await inPageWorld(async (world) => {
    const found = await find(world, (await world.join()).slice(3));
    assert(found !== null);
    const endedAt = 1_000_000;
    assert(isLinkGood({ ...found.ticket, endedAt: null }, world.now + 100 * DAY_MS));
    assert(isLinkGood({ ...found.ticket, endedAt }, endedAt + DAY_MS - 1));
    assert(!isLinkGood({ ...found.ticket, endedAt }, endedAt + DAY_MS));
  });
});
