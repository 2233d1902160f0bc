/** The links of a ticket: what they hold and when they end. */
import { seeTicket } from "../../../actors/queue/seen.ts";
import { assertEquals } from "@std/assert";
import { findQueue } from "../../../routes/api/access.ts";
import { LINK_AFTER_DAY_MS, linksOf } from "../../../routes/api/ticket_links.ts";
import { createEdge } from "../../../routes/edge.ts";
import { ANONYMOUS } from "../../../actors/identity/schema.ts";
import { inClinic, PROVIDER, SELF_QUEUE } from "../../support/clinic.ts";

Deno.test("linksOf() gives a link for people and a token until a day after the service day, or neither", () =>
  inClinic(async ({ system, join }) => {
    const config = {
      publicUrl: "https://clinic.example",
      appEnv: "development",
      isDemo: true,
      streamsMax: 1,
      trustedProxies: [],
    } as const;
    const edge = createEdge({ system, config });
    const policy = await findQueue(edge, { queueId: SELF_QUEUE, principal: ANONYMOUS });
    const { ticketId } = await join();
    const now = await system.queues.read(SELF_QUEUE, (state) => {
      const found = state.ticket(ticketId);
      return found === undefined ? null : seeTicket(state, found, system.estimate);
    });
    if (now === null) throw new TypeError("No ticket");
    const dayEndsAt = system.now() + 1_000;
    const seen = { ...now, dayEndsAt };
    const { ticket } = seen;
    const { trackingToken, trackingUrl } = linksOf(edge, { policy, seen });
    assertEquals(trackingUrl, `https://clinic.example/t/${ticket.code}`);
    const link = system.identity.tracking.verify(trackingToken ?? "", system.now());
    assertEquals([link.ticketId, link.queueId, link.providerId, link.linkVersion], [
      ticketId,
      SELF_QUEUE,
      PROVIDER,
      ticket.linkVersion,
    ]);
    assertEquals(link.expiresAt, dayEndsAt + LINK_AFTER_DAY_MS);
    const revoked = linksOf(edge, { policy, seen: { ...seen, ticket: { ...ticket, code: null } } });
    assertEquals(revoked, { trackingToken: null, trackingUrl: null });
  }));
