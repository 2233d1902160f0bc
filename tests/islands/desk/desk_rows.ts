/** Rows and views of a desk in their shortest form. */
import type { DeskRow, DeskView } from "../../../islands/desk_state.ts";

/** An instant within a working day. */
export const NOW = Date.UTC(2026, 2, 2, 9);
export const MINUTE_MS = 60_000;
export const ago = (minutes: number): string => new Date(NOW - minutes * MINUTE_MS).toISOString();

export function row(name: string, changes: Partial<DeskRow> = {}): DeskRow {
  return {
    ticketId: name,
    id: name,
    appointmentId: name,
    queueId: "queue",
    tokenNumber: 1,
    label: name.toUpperCase(),
    day: "2026-03-02",
    status: "waiting",
    cause: null,
    position: 1,
    ahead: 0,
    estimatedWaitMinutes: 10,
    waitRange: null,
    expectedReturnAt: null,
    class: "routine",
    needs: [],
    declaredNeeds: [],
    mode: "in_person",
    appointmentType: null,
    patientId: `p-${name}`,
    providerId: null,
    room: null,
    joinedAt: ago(10),
    calledAt: null,
    startedAt: null,
    endedAt: null,
    graceEndsAt: null,
    holdEndsAt: null,
    acknowledgedAt: null,
    paidAt: null,
    lateArrivals: 0,
    version: 1,
    quote: { position: 1, headlineMinutes: 20 },
    undo: null,
    calledBy: null,
    lastCalledAt: null,
    calls: 0,
    deferrals: 0,
    ...changes,
  };
}

export function view(rows: readonly DeskRow[], version = 10): DeskView {
  return {
    queue: {
      id: "queue",
      name: "General",
      prefix: "A",
      status: "open",
      selfJoin: true,
      waiting: rows.length,
      estimatedWaitMinutes: 10,
      expectedReturnAt: null,
      ordering: "token",
      working: 1,
      providers: [],
      counts: {
        waitlisted: 0,
        waiting: rows.length,
        held: 0,
        called: 0,
        serving: 0,
        completed: 0,
        no_show: 0,
        cancelled: 0,
      },
      version,
      updatedAt: new Date(NOW).toISOString(),
    },
    rows,
    more: 0,
  };
}
