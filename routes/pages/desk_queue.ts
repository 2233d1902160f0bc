/**
 * Which queue a page of staff is about, and what the desk's page and the doctor's get to know of it. How its neighbours
 * stand is counted in `routes/queue_work.ts`.
 */
import { permits } from "../../actors/identity/access.ts";
import type { StaffPrincipal } from "../../actors/identity/schema.ts";
import type { QueueConfig } from "../../actors/queue/schema.ts";
import { isId, type QueueId } from "../../actors/shared/ids.ts";
import { type Language, wordsFor } from "../../actors/shared/i18n.ts";
import { reach } from "../../actors/shared/reach.ts";
import type { System } from "../../actors/system.ts";
import type { DeskProps } from "../../islands/desk/desk_props.ts";
import { queueWork } from "../queue_work.ts";

/** Who works in which queue, in which language. */
export interface DeskPlace {
  readonly staff: StaffPrincipal;
  readonly queueId: string;
  readonly config: QueueConfig;
  readonly language: Language;
}

/** The configuration of a queue that is in use and belongs to the tenant of `staff`, or null. */
export async function deskQueueOf(
  system: System,
  { queueId, staff }: { readonly queueId: string; readonly staff: StaffPrincipal },
): Promise<QueueConfig | null> {
  const entry = isId(queueId) ? await reach(system.directory.byId(queueId as QueueId)) : null;
  if (entry === null || entry.tenantId !== staff.tenantId) return null;
  return await system.queues.read(
    entry.queueId,
    ({ header }) => header.isArchived ? null : header.config,
  );
}

/** What a page about a queue begins with; `words` are the prefixes of those that it speaks. */
export async function deskPropsOf(
  system: System,
  { staff, queueId, config, language, words }: DeskPlace & { readonly words: readonly string[] },
): Promise<Omit<DeskProps, "walkInWords">> {
  const [facility, providers, queues] = await Promise.all([
    system.facilities.get(config),
    system.facilities.providers(staff.tenantId),
    queueWork(system, staff),
  ]);
  return {
    queueId,
    facilityId: config.facilityId,
    facilityName: facility?.name ?? "",
    timeZone: config.timeZone,
    dayStartsAtMinutes: config.dayStartsAtMinutes,
    language,
    words: wordsFor(language, words),
    account: {
      tenantId: staff.tenantId,
      id: staff.accountId,
      name: staff.name,
      mayMove: permits(staff, "ticket.move"),
    },
    providers: providers.map(({ id, name }) => ({ id, name })),
    queues: queues.filter(({ facilityId }) => facilityId === config.facilityId),
    renderedAt: system.now(),
  };
}
