/**
 * The queues that a stranger may see, as the pages need them: the same ones, in the same words and numbers, as the
 * API's list for strangers.
 */
import { type QueueSummary, queueSummary } from "../../actors/queue/view.ts";
import { isId, type QueueId, type TenantId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import type { AppContext } from "../context.ts";
import { isServed } from "../middleware/tenancy.ts";

/** A queue that can be joined without an account, and whose place it is. */
export interface OpenQueue {
  readonly tenantId: TenantId;
  readonly summary: QueueSummary;
}

async function summaryOf({ system }: AppContext, queueId: QueueId): Promise<QueueSummary | null> {
  return await system.queues.read(queueId, (state) => {
    const { config, isArchived } = state.header;
    if (config === null || isArchived || !config.selfJoin) return null;
    return queueSummary(state, { estimate: system.estimate });
  });
}

/** The self-join queues of a tenant, in the directory's order. */
export async function listOpenQueues(
  context: AppContext,
  tenantId: TenantId,
): Promise<readonly QueueSummary[]> {
  const entries = await reach(context.system.directory.ofTenant(tenantId));
  const summaries = await Promise.all(entries.map(({ queueId }) => summaryOf(context, queueId)));
  return summaries.filter((summary) => summary !== null);
}

/** The queue of that id if a stranger may join it, else null. */
export async function findOpenQueue(context: AppContext, queueId: string): Promise<OpenQueue | null> {
  if (!isId(queueId)) return null;
  const entry = await reach(context.system.directory.byId(queueId as QueueId));
  if (entry === null || !isServed(context, entry.tenantId)) return null;
  const summary = await summaryOf(context, entry.queueId);
  return summary === null ? null : { tenantId: entry.tenantId, summary };
}
