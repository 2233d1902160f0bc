import { assertEquals } from "@std/assert";
import { serviceDayAt } from "../../../actors/queue/due.ts";
import type { ClaimOwner } from "../../../actors/shared/domain.ts";
import type { ProviderId } from "../../../actors/shared/ids.ts";
import { given } from "../../support/given.ts";
import {
  act,
  callNext,
  change,
  CONFIG,
  create,
  id,
  join,
  setStatus,
  START_AT,
} from "../../support/queue_fixture.ts";

const OTHER_QUEUE: ClaimOwner = { kind: "queue", actorId: "other", holder: "other" };
const status = (
  providerId: string,
  is: "available" | "busy" | "on_break" | "offline",
  until: number | null = null,
) =>
  ({
    type: "SetProviderStatus",
    providerId: providerId as ProviderId,
    status: is,
    until,
    reasonId: null,
  }) as const;

Deno.test("decideCreate() creates an open queue with its first day", () => {
  const queue = given();
  queue.when(create()).then(
    { type: "QueueCreated", queueId: "queue", config: CONFIG },
    { type: "DayOpened", ...serviceDayAt(CONFIG, START_AT) },
  );
  assertEquals([queue.state.header.status, queue.state.header.revision], ["open", 1]);
});

Deno.test("decideCreate() refuses a second creation, a taken prefix and an unknown time zone", () => {
  given(create()).when(create()).refused("queue_exists");
  given().when(create(), { elsewhere: { A: OTHER_QUEUE } }).refused("prefix_taken");
  given().when(create({ timeZone: "Mars/Olympus" })).refused("invalid", { field: "timeZone" });
});

Deno.test("decideChange() replaces the configuration and raises the revision", () => {
  const queue = given(create());
  queue.when(change({ name: "Renamed" }, 1)).then({ type: "QueueChanged" });
  assertEquals([queue.state.header.config?.name, queue.state.header.revision], ["Renamed", 2]);
  queue.when(change({ name: "Late" }, 1)).refused("stale_version", { revision: 2 });
});

Deno.test("decideChange() refuses a capacity below the load, and lets a full one stay", () => {
  const queue = given(create({ capacity: 3 }), join("a"), join("b"), callNext());
  queue.when(change({ capacity: 1 })).refused("capacity_below_load", { capacity: 1, inQueue: 2 });
  queue.when(change({ capacity: 2 })).then({ type: "QueueChanged" });
  queue.when(change({ capacity: null })).then({ type: "QueueChanged" });
  queue.when(change({ capacity: 1 })).refused("capacity_below_load");
});

Deno.test("decideChange() refuses what other records point at, a taken prefix, an unknown zone", () => {
  const queue = given(create());
  queue.when(change({ displayId: "another000000000" })).refused("invalid", { field: "displayId" });
  queue.when(change({ locator: "loc00001" as typeof CONFIG.locator })).refused("invalid", {
    field: "locator",
  });
  queue.when(change({ prefix: "B" }), { elsewhere: { B: OTHER_QUEUE } }).refused("prefix_taken");
  queue.when(change({ timeZone: "Nowhere" })).refused("invalid");
  queue.when(change({ prefix: "B" })).then({ type: "QueueChanged" });
});

Deno.test("decideStatus() opens, pauses and closes; the same again changes nothing", () => {
  const queue = given(create());
  queue.when(setStatus("OpenQueue")).then();
  queue.when(setStatus("PauseQueue")).then({ type: "QueuePaused" });
  queue.when(setStatus("PauseQueue")).then();
  queue.when(setStatus("CloseQueue")).then({ type: "QueueClosed" });
  queue.when(setStatus("OpenQueue")).then({ type: "QueueOpened" });
});

Deno.test("decideArchive() archives an empty queue for good, and refuses while anybody is in", () => {
  const queue = given(create({ capacity: 1 }), join("a"), join("w", { acceptWaitlist: true }));
  queue.when(setStatus("ArchiveQueue")).refused("queue_not_empty", { inQueue: 2 });
  queue.and(act("Leave", "w"), act("Leave", "a")).when(setStatus("ArchiveQueue")).then({
    type: "QueueArchived",
  });
  queue.when(setStatus("ArchiveQueue")).then();
  queue.when(setStatus("OpenQueue")).refused("queue_archived");
  queue.when(act("Undo", "a")).refused("queue_archived");
  queue.when({ type: "RevokeLink", ticketId: id("a"), code: null }).then({ type: "LinkRevoked" });
  assertEquals(queue.state.header.status, "closed");
});

Deno.test("decideProvider() records a status once, and refuses who is not of this queue", () => {
  const queue = given(create());
  queue.when(status("dr", "on_break", START_AT + 60_000)).then({
    type: "ProviderStatusSet",
    status: "on_break",
  });
  queue.when(status("dr", "on_break", START_AT + 60_000)).then();
  assertEquals(queue.state.workingProviders(), 0);
  queue.when(status("dr", "busy")).then({ type: "ProviderStatusSet" });
  assertEquals(queue.state.workingProviders(), 1);
  queue.when(status("stranger", "busy")).refused("provider_unknown");
});
