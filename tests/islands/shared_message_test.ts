import { assertEquals } from "@std/assert";
import { PATCHES_MAX, readMessage, StateHistory } from "../../islands/shared_message.ts";

const update = (data: unknown) => ({ name: "queue-update", data: JSON.stringify({ data }), id: "" });
const patch = { view: "patch" };

Deno.test("readMessage() reads what a tab says, and nothing else", () => {
  assertEquals(readMessage({ kind: "hello", from: "a" }), { kind: "hello", from: "a", slot: null });
  assertEquals(readMessage({ kind: "leads", from: "a", slot: 2 }), { kind: "leads", from: "a", slot: 2 });
  const event = { name: "heartbeat", data: "{}", id: "" };
  assertEquals(readMessage({ kind: "event", from: "a", slot: 0, event }), {
    kind: "event",
    from: "a",
    slot: 0,
    event,
  });
  const state = { kind: "state", from: "a", slot: null, to: "b", events: [event] };
  assertEquals(readMessage(state), { ...state, kind: "state", isTroubled: false, isCrowded: false });
  const strange = [null, "hello", {}, { kind: "hello" }, { kind: "leap", from: "a" }];
  for (const value of strange) assertEquals(readMessage(value), null);
  assertEquals(readMessage({ kind: "event", from: "a", event: { name: "x" } }), null);
  assertEquals(readMessage({ kind: "state", from: "a", to: "b", events: [1] }), null);
});

Deno.test("StateHistory keeps the newest whole state and the patches after it, and no discrete event", () => {
  const history = new StateHistory();
  history.add(update({ view: "window" }));
  history.add(update(patch));
  const second = update({ view: "window", version: 2 });
  history.add(second);
  history.add(update(patch));
  history.add({ name: "your-turn", data: "{}", id: "" });
  const status = { name: "queue-status", data: '{"data":{}}', id: "" };
  history.add(status);
  assertEquals(history.events(), [second, update(patch), status]);
  assertEquals(history.isWhole, true);
});

Deno.test("StateHistory is not whole without a beginning, nor with more patches than it keeps", () => {
  const history = new StateHistory();
  history.add(update(patch));
  assertEquals([history.isWhole, history.events()], [false, []]);
  history.add(update({ view: "window" }));
  for (let count = 0; count < PATCHES_MAX; count++) history.add(update(patch));
  assertEquals([history.isWhole, history.events().length], [true, PATCHES_MAX + 1]);
  history.add(update(patch));
  assertEquals([history.isWhole, history.events()], [false, []]);
  history.clear();
  assertEquals(history.isWhole, true);
});

Deno.test("StateHistory takes a name that contains the mark of a patch for a name", () => {
  const history = new StateHistory();
  history.add(update({ view: "window", name: '"view":"patch"' }));
  assertEquals(history.events().length, 1);
});
