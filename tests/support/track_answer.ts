/**
 * An answer to whoever follows a ticket, as the API and the stream give it, for tests of what shows it.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Two people before, waiting; `over` replaces fields of its parts. */
export function trackAnswer(over: { readonly ticket?: Fields; readonly queue?: Fields } = {}) {
  return {
    data: {
      ticket: {
        id: "ticket",
        label: "A-014",
        tokenNumber: 14,
        status: "waiting",
        mode: "in_person",
        room: null,
        cause: null,
        acknowledgedAt: null,
        graceEndsAt: null,
        holdEndsAt: null,
        version: 20,
        ...over.ticket,
      },
      queue: {
        status: "open",
        position: 3,
        ahead: 2,
        estimatedWaitTime: 25,
        waitRange: { low: 15, high: 25 },
        queueStatus: "2 people before you",
        nowServing: "A-011",
        version: 21,
        updatedAt: "2026-01-15T09:00:00.000Z",
        ageMs: 0,
        ...over.queue,
      },
    },
  };
}
