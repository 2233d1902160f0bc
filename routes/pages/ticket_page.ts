/**
 * From a ticket's link to what its holder may see: the one look-up behind every address below `/t/:code`. A link that
 * is unknown, revoked or expired finds nothing, whichever it is.
 */
import type { Ticket } from "../../actors/queue/schema.ts";
import { type TrackView, trackView } from "../../actors/queue/view.ts";
import type { Language } from "../../actors/shared/i18n.ts";
import { type FacilityId, locatorOf, type QueueId, type TenantId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import { LINK_AFTER_END_MS } from "../api/track.ts";
import type { AppContext } from "../context.ts";
import { isServed } from "../middleware/tenancy.ts";

/** A ticket found by its link. */
export interface FoundTicket {
  readonly tenantId: TenantId;
  readonly facilityId: FacilityId;
  readonly queueId: QueueId;
  readonly ticket: Ticket;
  readonly view: TrackView;
  /** IANA zone of the facility. */
  readonly timeZone: string;
  /** False while nobody works in the line. */
  readonly isStaffed: boolean;
}

/** True while the link of `ticket` works at `at` (epoch ms). */
export function isLinkGood(ticket: Ticket, at: number): boolean {
  return ticket.endedAt === null || at - ticket.endedAt < LINK_AFTER_END_MS;
}

/** The ticket of `code` as its holder sees it in `language`, or null when the link leads nowhere. */
export async function findTicket(
  context: AppContext,
  asked: { readonly code: string; readonly language: Language },
): Promise<FoundTicket | null> {
  const { system } = context;
  const locator = locatorOf(asked.code);
  const entry = locator === null ? null : await reach(system.directory.byLocator(locator));
  if (entry === null || !isServed(context, entry.tenantId)) return null;
  const { tenantId, facilityId, queueId } = entry;
  return await system.queues.read(queueId, (state, { ageMs }) => {
    const ticket = state.byCode(asked.code);
    const { config } = state.header;
    const now = system.now();
    if (ticket === undefined || config === null || !isLinkGood(ticket, now)) return null;
    const { estimate } = system;
    const view = trackView(state, ticket, { estimate, language: asked.language, ageMs, at: now - ageMs });
    const { timeZone } = config;
    const isStaffed = state.workingProviders() > 0;
    return { tenantId, facilityId, queueId, ticket, view, timeZone, isStaffed };
  });
}
