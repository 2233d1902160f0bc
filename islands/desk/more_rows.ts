/**
 * The people beyond the window of a hundred: asked for by hand or to find somebody, page by page, and asked for anew
 * while they are shown. They carry no stream of their own.
 */
import type { DeskRow } from "../desk_state.ts";
import type { TicketView } from "../../actors/queue/view.ts";
import { type DeskModel, NO_EXTRA } from "./desk_model.ts";

/** Pages beyond the window that are kept at most. */
const PAGES_MAX = 10;

interface TicketPage {
  readonly rows: readonly DeskRow[];
  readonly next: string | null;
}

function rowOf(ticket: TicketView): DeskRow {
  return { ...ticket, calledBy: null, lastCalledAt: null, calls: 0, deferrals: 0 };
}

function pageIn(body: unknown): TicketPage | null {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) {
    return null;
  }
  // Written by our own server in this release or the last: the shape only grows.
  const rows = (body.data as readonly TicketView[]).map(rowOf);
  const page = "page" in body && typeof body.page === "object" && body.page !== null ? body.page : {};
  return { rows, next: "next" in page && typeof page.next === "string" ? page.next : null };
}

async function loadPage(model: DeskModel, cursor: string): Promise<TicketPage | null> {
  const path = `/queues/${model.queueId}/tickets?status=waiting,held&cursor=${encodeURIComponent(cursor)}`;
  const answer = await model.ask(path);
  return answer.kind === "done" ? pageIn(answer.body) : null;
}

/** The last person of the line in the window: beyond them is the rest. */
function lastInWindow({ view }: DeskModel): string | null {
  const rows = view.peek()?.rows ?? [];
  return rows.findLast(({ status }) => status === "waiting" || status === "held")?.ticketId ?? null;
}

/** Loads the next page of people. Does nothing while one is loading or when all are here. */
export async function loadMore(model: DeskModel): Promise<void> {
  const { extra } = model;
  const { rows, next, isLoading } = extra.peek();
  const cursor = rows.length === 0 ? lastInWindow(model) : next;
  if (isLoading || cursor === null || rows.length >= PAGES_MAX * 100) return;
  extra.value = { ...extra.peek(), isLoading: true };
  const page = await loadPage(model, cursor);
  extra.value = page === null
    ? { rows, next, isLoading: false }
    : { rows: [...rows, ...page.rows], next: page.next, isLoading: false };
  model.people.want(page?.rows.map((row) => row.patientId) ?? []);
}

/** Loads everyone, as far as the bound allows: to find somebody who may be anywhere. */
export async function loadAll(model: DeskModel): Promise<void> {
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const before = model.extra.peek().rows.length;
    await loadMore(model);
    const { rows, next } = model.extra.peek();
    if (next === null || rows.length === before) return;
  }
}

/** Asks anew for the pages that are shown. */
export async function refreshMore(model: DeskModel): Promise<void> {
  const { rows, isLoading } = model.extra.peek();
  if (rows.length === 0 || isLoading || model.frozen.peek() !== null) return;
  const wanted = rows.length;
  const fresh: DeskRow[] = [];
  let cursor = lastInWindow(model);
  while (cursor !== null && fresh.length < wanted) {
    const page = await loadPage(model, cursor);
    if (page === null) return;
    fresh.push(...page.rows);
    cursor = page.next;
  }
  const isAll = model.view.peek()?.more === 0;
  model.extra.value = isAll ? NO_EXTRA : { rows: fresh, next: cursor, isLoading: false };
}
