import { assert, assertEquals } from "@std/assert";
import {
  forgetTicket,
  keepTicket,
  type KeptTicket,
  keptTickets,
  liveTickets,
  type TicketStorage,
} from "../../islands/kept_ticket.ts";
import { parseTrack } from "../../islands/track.ts";
import { trackAnswer } from "../support/track_answer.ts";

const NOW = Date.UTC(2026, 0, 15, 9);
const DAY_MS = 86_400_000;

function memory(start: string | null = null): TicketStorage & { text(): string | null } {
  let text = start;
  return {
    getItem: () => text,
    setItem: (_, value) => void (text = value),
    removeItem: () => void (text = null),
    text: () => text,
  };
}

function ticket(base: string, over: Partial<KeptTicket> = {}, status = "waiting"): KeptTicket {
  const track = parseTrack(trackAnswer({ ticket: { status } }));
  assert(track !== null);
  return {
    base,
    queueName: "Dr Osei",
    facilityName: "Riverside",
    track,
    heardAt: NOW,
    action: null,
    ...over,
  };
}

const bases = (storage: TicketStorage, now = NOW) => keptTickets(storage, now).map(({ base }) => base);

Deno.test("keepTicket() keeps the newest first and each ticket once", () => {
  const storage = memory();
  keepTicket(storage, ticket("/t/a"));
  keepTicket(storage, ticket("/t/b"));
  keepTicket(storage, ticket("/t/a", { action: { action: "hold", key: "k", askedAt: NOW } }));
  assertEquals(bases(storage), ["/t/a", "/t/b"]);
  assertEquals(keptTickets(storage, NOW)[0]?.action?.action, "hold");
});

Deno.test("keepTicket() is bounded", () => {
  const storage = memory();
  for (let index = 0; index < 20; index++) keepTicket(storage, ticket(`/t/${index}`));
  assertEquals(bases(storage).length, 6);
  assertEquals(bases(storage)[0], "/t/19");
});

Deno.test("keptTickets() forgets after three days", () => {
  const storage = memory();
  keepTicket(storage, ticket("/t/a"));
  assertEquals(bases(storage, NOW + 3 * DAY_MS - 1), ["/t/a"]);
  assertEquals(bases(storage, NOW + 3 * DAY_MS), []);
});

Deno.test("keptTickets() ignores whatever it did not write", () => {
  for (
    const text of ["", "no json", "{}", "[1,null,{}]", JSON.stringify([{ ...ticket("/t/a"), track: {} }])]
  ) {
    assertEquals(keptTickets(memory(text), NOW), [], text);
  }
  assertEquals(keptTickets(memory(JSON.stringify([ticket("https://elsewhere.example")])), NOW), []);
  const strange = { ...ticket("/t/a"), action: { action: "call", key: "k", askedAt: NOW } };
  assertEquals(keptTickets(memory(JSON.stringify([strange])), NOW), []);
});

Deno.test("keepTicket() and keptTickets() live without a storage, and with a full one", () => {
  keepTicket(null, ticket("/t/a"));
  assertEquals(keptTickets(null, NOW), []);
  const full = { ...memory(), setItem: () => assert(false, "full") };
  keepTicket(full, ticket("/t/a"));
  assertEquals(keptTickets(full, NOW), []);
});

Deno.test("forgetTicket() forgets one ticket and leaves nothing behind when it was the last", () => {
  const storage = memory();
  keepTicket(storage, ticket("/t/a"));
  keepTicket(storage, ticket("/t/b"));
  forgetTicket(storage, "/t/b", NOW);
  assertEquals(bases(storage), ["/t/a"]);
  forgetTicket(storage, "/t/a", NOW);
  assertEquals(storage.text(), null);
});

Deno.test("liveTickets() leaves out what is over", () => {
  const storage = memory();
  keepTicket(storage, ticket("/t/a"));
  keepTicket(storage, ticket("/t/b", {}, "completed"));
  assertEquals(liveTickets(storage, NOW).map(({ base }) => base), ["/t/a"]);
});
