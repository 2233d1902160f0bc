import { assertEquals } from "@std/assert";
import {
  type Board,
  type Call,
  callKey,
  LATE_MS,
  newerBoard,
  NOTICE_MS,
  noticeCalls,
  parseBoard,
  parseNotice,
  STALE_MS,
  unconfirmedSince,
} from "../../../islands/display/board_state.ts";

const AT = Date.parse("2026-03-02T10:00:00Z");
const VIEW = {
  name: "Dr Osei",
  status: "open",
  called: [
    { label: "A-002", room: "3", calledAt: "2026-03-02T09:59:50.000Z" },
    { label: "A-001", room: null, calledAt: "2026-03-02T09:50:00.000Z" },
  ],
  next: ["A-003", "A-004"],
  waiting: 2,
  estimatedWaitMinutes: 15,
  expectedReturnAt: null,
  version: 9,
  updatedAt: "2026-03-02T10:00:00.000Z",
  ageMs: 0,
};

function boardOf(
  called: readonly Call[],
  { updatedAt = AT, version = 9, ageMs = 0 }: Partial<Pick<Board, "updatedAt" | "version" | "ageMs">> = {},
): Board {
  return {
    name: "Dr Osei",
    status: "open",
    called,
    next: [],
    waiting: 0,
    estimatedWaitMinutes: null,
    expectedReturnAt: null,
    version,
    updatedAt,
    ageMs,
  };
}

const call = (label: string, calledAt: number): Call => ({ label, room: "3", calledAt });

Deno.test("parseBoard() reads what the stream and a poll show", () => {
  assertEquals(parseBoard({ data: VIEW }), {
    name: "Dr Osei",
    status: "open",
    called: [
      { label: "A-002", room: "3", calledAt: AT - 10_000 },
      { label: "A-001", room: null, calledAt: AT - 600_000 },
    ],
    next: ["A-003", "A-004"],
    waiting: 2,
    estimatedWaitMinutes: 15,
    expectedReturnAt: null,
    version: 9,
    updatedAt: AT,
    ageMs: 0,
  });
});

Deno.test("parseBoard() has no place for a name, should one ever arrive", () => {
  const called = VIEW.called.map((one) => ({ ...one, patientName: "Ada Lovelace" }));
  const text = JSON.stringify(parseBoard({ data: { ...VIEW, called, patients: ["Ada Lovelace"] } }));
  assertEquals(text.includes("Ada"), false);
});

Deno.test("parseBoard() is null for what is no board", () => {
  for (const body of [null, {}, { data: null }, { data: { ...VIEW, called: 1 } }]) {
    assertEquals(parseBoard(body), null);
  }
  assertEquals(parseBoard({ data: { ...VIEW, status: "asleep" } }), null);
  assertEquals(parseBoard({ data: { ...VIEW, updatedAt: "soon" } }), null);
});

Deno.test("newerBoard() keeps the board of the later version, whichever arrives last", () => {
  const old = boardOf([], { version: 8 });
  const current = boardOf([]);
  assertEquals(newerBoard(current, old), current);
  assertEquals(newerBoard(old, current), current);
  assertEquals(newerBoard(current, null), current);
});

Deno.test("newerBoard() takes the same version again with the age that it has now", () => {
  const aged = boardOf([], { updatedAt: AT - 5_000, ageMs: 70_000 });
  assertEquals(newerBoard(boardOf([]), aged), aged);
});

Deno.test("unconfirmedSince() says since when the store is away, once it is long", () => {
  const since = (ageMs: number) => unconfirmedSince(boardOf([], { ageMs }));
  assertEquals([since(0), since(STALE_MS), since(STALE_MS + 1)], [null, null, AT]);
});

Deno.test("noticeCalls() announces a new call once, the oldest first", () => {
  const first = noticeCalls([], boardOf([call("A-001", AT - 1_000)]));
  const second = noticeCalls(
    first.seen,
    boardOf([call("A-003", AT), call("A-002", AT - 500), call("A-001", AT - 1_000)]),
  );
  assertEquals(second.calls.map(({ label }) => label), ["A-002", "A-003"]);
  assertEquals(noticeCalls(second.seen, boardOf([call("A-003", AT)])).calls, []);
});

Deno.test("noticeCalls() announces a second call of the same number", () => {
  const { seen } = noticeCalls([], boardOf([call("A-001", AT - 60_000)]));
  assertEquals(noticeCalls(seen, boardOf([call("A-001", AT)])).calls, [call("A-001", AT)]);
});

Deno.test("noticeCalls() does not announce a call that comes back after it had left the board", () => {
  const { seen } = noticeCalls([], boardOf([call("A-001", AT)]));
  const gone = noticeCalls(seen, boardOf([]));
  assertEquals(noticeCalls(gone.seen, boardOf([call("A-001", AT)])).calls, []);
});

Deno.test("noticeCalls() lets late calls be shown only", () => {
  const board = boardOf([call("A-002", AT - LATE_MS), call("A-001", AT - LATE_MS - 1)]);
  assertEquals(noticeCalls([], board).calls.map(({ label }) => label), ["A-002"]);
});

Deno.test("noticeCalls() remembers a bounded number of calls, the newest", () => {
  let seen: readonly string[] = [];
  for (let index = 0; index < 500; index++) {
    seen = noticeCalls(seen, boardOf([call(`A-${index}`, AT + index)], { updatedAt: AT + index })).seen;
  }
  assertEquals(seen.length, 64);
  assertEquals(seen.at(-1), callKey(call("A-499", AT + 499)));
});

Deno.test("parseNotice() keeps a message for as long as it says, or half an hour", () => {
  assertEquals(parseNotice({ message: " Fire drill ", priority: "high", estimatedDelay: 10 }, AT), {
    message: "Fire drill",
    untilAt: AT + 600_000,
  });
  assertEquals(parseNotice({ data: { message: "Delay" } }, AT)?.untilAt, AT + NOTICE_MS);
  assertEquals(parseNotice({ message: "Delay", estimatedDelay: -1 }, AT)?.untilAt, AT + NOTICE_MS);
  assertEquals(parseNotice({ message: "  " }, AT), null);
  assertEquals(parseNotice("Delay", AT), null);
});
