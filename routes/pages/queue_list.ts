/**
 * The queues that a stranger may see, as the pages need them: the same ones, in the same words and numbers, as the
 * API's list for strangers, with whether there is room and somebody at work.
 */
import type { QueueState } from "../../actors/queue/state.ts";
import { queueSummary } from "../../actors/queue/view.ts";
import { type FacilityId, isId, type QueueId, type TenantId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import { type QueueCard, type WayIn, wayInto } from "../../islands/queue_cards.ts";
import type { AppContext } from "../context.ts";
import { isServed } from "../middleware/tenancy.ts";
import { facilityName } from "./facility_name.ts";

/** A queue that can be joined without an account, and whose place it is. */
export interface OpenQueue {
  readonly tenantId: TenantId;
  readonly card: QueueCard;
}

interface Entry {
  readonly queueId: QueueId;
  readonly tenantId: TenantId;
  readonly facilityId: FacilityId;
}

/** What a stranger sees of a queue beside its facility's name; null when it is not for strangers. */
function cardIn(state: QueueState, { estimate }: AppContext["system"]): Omit<QueueCard, "facility"> | null {
  const { config, isArchived } = state.header;
  if (config === null || isArchived || !config.selfJoin) return null;
  const { id, name, status, waiting, estimatedWaitMinutes } = queueSummary(state, { estimate });
  const waitlisted = state.waitlist.count;
  return {
    id,
    name,
    status,
    waiting,
    estimatedWaitMinutes,
    timeZone: config.timeZone,
    isFull: waitlisted > 0 || (config.capacity !== null && state.inQueue() >= config.capacity),
    hasWaitlist: waitlisted < config.waitlistCapacity,
    isStaffed: state.workingProviders() > 0,
    expectedReturnAt: state.expectedReturnAt(),
  };
}

async function cardOf(context: AppContext, entry: Entry): Promise<QueueCard | null> {
  const { system } = context;
  const card = await system.queues.read(entry.queueId, (state) => cardIn(state, system));
  return card === null ? null : { ...card, facility: await facilityName(context, entry) };
}

const WAYS_IN: readonly WayIn[] = ["line", "waitlist", "none"];

/** Lines that can be joined come first, then by name: what is of use is seen without scrolling. */
function byUse(a: QueueCard, b: QueueCard): number {
  return WAYS_IN.indexOf(wayInto(a)) - WAYS_IN.indexOf(wayInto(b)) || a.name.localeCompare(b.name);
}

/** The self-join queues of a tenant, those that can be joined now first. */
export async function listOpenQueues(context: AppContext, tenantId: TenantId): Promise<readonly QueueCard[]> {
  const entries = await reach(context.system.directory.ofTenant(tenantId));
  const cards = await Promise.all(entries.map((entry) => cardOf(context, entry)));
  return cards.filter((card) => card !== null).sort(byUse);
}

/** The queue of that id if a stranger may join it, else null. */
export async function findOpenQueue(context: AppContext, queueId: string): Promise<OpenQueue | null> {
  if (!isId(queueId)) return null;
  const entry = await reach(context.system.directory.byId(queueId as QueueId));
  if (entry === null || !isServed(context, entry.tenantId)) return null;
  const card = await cardOf(context, entry);
  return card === null ? null : { tenantId: entry.tenantId, card };
}
