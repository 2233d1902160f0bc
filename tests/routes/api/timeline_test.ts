/** The story of one ticket: each step with when, by whom, why and what it led to, and nothing else. */
import { assert, assertEquals } from "@std/assert";
import { inClinic, type Json, OPEN_QUEUE } from "../../support/clinic.ts";

/** From the morning past midnight, where a day ends. */
const PAST_MIDNIGHT_MS = 17 * 3_600_000;
const storyOf = ({ data }: Json) => data.map(({ type, status }: Json) => [type, status]);

Deno.test("timelineOf() tells every step with its time, cause, reason and state, without secrets", () =>
  inClinic(async ({ ask, join, post, pass }) => {
    const { ticketId, patientId, trackingUrl } = await join();
    const other = await join();
    const step = async (action: string, body: Readonly<Record<string, unknown>> = {}, id = ticketId) => {
      pass(60_000);
      const { status } = await post(`/tickets/${id}/${action}`, body, { as: "receptionist" });
      assertEquals(status, 200, action);
    };
    await step("move", { position: 2, reason: "Came with a friend" });
    await step("hold");
    await step("resume");
    await step("call", { room: "3" });
    await step("call", {}, other.ticketId);
    await step("defer");
    await step("priority", { priority: 1, reason: "Chest pain" });
    await step("cancel", { reason: "Taken to the ward" });
    await step("undo");
    const { body } = await ask(`/tickets/${ticketId}/timeline`, { as: "doctor" });
    assertEquals(storyOf(body), [
      ["TicketJoined", "waiting"],
      ["TicketMoved", "waiting"],
      ["TicketHeld", "held"],
      ["TicketResumed", "waiting"],
      ["TicketCalled", "called"],
      ["TicketDeferred", "waiting"],
      ["TicketReclassed", "waiting"],
      ["TicketCancelled", "cancelled"],
      ["TicketRestored", "waiting"],
    ]);
    const entry = (type: string) => body.data.find((one: Json) => one.type === type);
    assertEquals(entry("TicketJoined").at, "2026-11-20T08:00:00.000Z");
    assertEquals(entry("TicketJoined").quote.position, 1);
    assertEquals([entry("TicketMoved").position, entry("TicketMoved").reason], [2, "Came with a friend"]);
    assertEquals(entry("TicketHeld").holdEndsAt, "2026-11-20T08:22:00.000Z");
    assertEquals([entry("TicketResumed").cause, entry("TicketCalled").room], ["asked", "3"]);
    assertEquals(entry("TicketCalled").graceEndsAt, "2026-11-20T08:19:00.000Z");
    assertEquals([entry("TicketReclassed").class, entry("TicketReclassed").reason], [
      "emergency",
      "Chest pain",
    ]);
    assertEquals([entry("TicketCancelled").cause, entry("TicketCancelled").reason], [
      "staff",
      "Taken to the ward",
    ]);
    const text = JSON.stringify(body);
    for (const secret of [patientId, trackingUrl.split("/t/")[1], other.ticketId, '"caller"', '"key"']) {
      assert(!text.includes(secret), secret);
    }
  }));

Deno.test("timelineOf() tells the end of the day to those whom it sent home, and to nobody who had ended", () =>
  inClinic(async ({ ask, join, post, pass }) => {
    const [sent, left] = [await join(), await join()];
    await post(`/tickets/${left.ticketId}/leave`, {}, { as: "nurse" });
    pass(PAST_MIDNIGHT_MS);
    const of = async (ticketId: string) => (await ask(`/tickets/${ticketId}/timeline`, { as: "nurse" })).body;
    await join();
    const ended = await of(sent.ticketId);
    assertEquals(storyOf(ended), [["TicketJoined", "waiting"], ["DayEnded", "cancelled"]]);
    assertEquals(ended.data[1].cause, "day_ended");
    assertEquals(storyOf(await of(left.ticketId)), [["TicketJoined", "waiting"], [
      "TicketCancelled",
      "cancelled",
    ]]);
  }));

Deno.test("timelineOf() tells that someone was carried over, whatever came before", () =>
  inClinic(async ({ ask, join, post, pass, system }) => {
    const config = await system.queues.read(OPEN_QUEUE, ({ header }) => header.config);
    assert(config !== null);
    const carrying = { type: "ChangeQueue", config: { ...config, carriesOver: true } } as const;
    await system.queues.send(OPEN_QUEUE, { command: carrying, by: "system" });
    const { ticketId } = await join(OPEN_QUEUE);
    await post(`/tickets/${ticketId}/hold`, {}, { as: "nurse" });
    await post(`/tickets/${ticketId}/resume`, {}, { as: "nurse" });
    pass(PAST_MIDNIGHT_MS);
    await join(OPEN_QUEUE);
    const { body } = await ask(`/tickets/${ticketId}/timeline`, { as: "nurse" });
    assertEquals(storyOf(body).slice(-2), [["TicketResumed", "waiting"], ["DayEnded", "waiting"]]);
  }));

Deno.test("timelineOf() goes on from a cursor with the state it had reached", () =>
  inClinic(async ({ ask, join, post }) => {
    const { ticketId, version } = await join();
    await post(`/tickets/${ticketId}/hold`, {}, { as: "nurse" });
    const { body } = await ask(`/tickets/${ticketId}/timeline?cursor=${version}.waiting`, { as: "nurse" });
    assertEquals(storyOf(body), [["TicketHeld", "held"]]);
    for (const bad of ["1", "1.dancing", "-1.waiting", "x.waiting"]) {
      const refused = await ask(`/tickets/${ticketId}/timeline?cursor=${bad}`, { as: "nurse" });
      assertEquals(refused.status, 422, bad);
    }
  }));
