import { assertEquals } from "@std/assert";
import { type LockWish, roomLock, type TakeLock, takeRoom } from "../../islands/shared_room.ts";

/** Locks that are granted by hand. */
function handLocks() {
  const asked = new Map<string, LockWish>();
  const given: string[] = [];
  const takeLock: TakeLock = (name, wish) => {
    asked.set(name, wish);
    return () => void given.push(name);
  };
  return { asked, given, takeLock, grant: (room: number) => asked.get(roomLock(room))?.onHeld() };
}

Deno.test("takeRoom() keeps the first room that it gets and asks for the others no longer", () => {
  const { asked, given, takeLock, grant } = handLocks();
  const taken: number[] = [];
  const leave = takeRoom(takeLock, {
    rooms: 3,
    stolen: null,
    onTaken: (room) => taken.push(room),
    onLost() {},
  });
  assertEquals([asked.size, taken], [3, []]);
  grant(1);
  assertEquals([taken, given], [[1], [roomLock(0), roomLock(2)]]);
  grant(2);
  assertEquals([taken, given.at(-1)], [[1], roomLock(2)]);
  leave();
  assertEquals(given.includes(roomLock(1)), true);
});

Deno.test("takeRoom() steals only the room of the one that does not answer", () => {
  const { asked, takeLock } = handLocks();
  takeRoom(takeLock, { rooms: 3, stolen: 2, onTaken() {}, onLost() {} });
  assertEquals([...asked.keys()], [roomLock(2)]);
  assertEquals(asked.get(roomLock(2))?.isStolen, true);
});

Deno.test("takeRoom() says when its room was stolen, and nothing of rooms that it never had", () => {
  const { asked, takeLock, grant } = handLocks();
  let lost = 0;
  takeRoom(takeLock, { rooms: 2, stolen: null, onTaken() {}, onLost: () => lost += 1 });
  asked.get(roomLock(1))?.onLost();
  assertEquals(lost, 0);
  grant(0);
  asked.get(roomLock(0))?.onLost();
  assertEquals(lost, 1);
});

Deno.test("takeRoom() takes one room where the browser gives no locks", () => {
  const { asked, takeLock } = handLocks();
  const taken: number[] = [];
  takeRoom(takeLock, { rooms: 3, stolen: null, onTaken: (room) => taken.push(room), onLost() {} });
  for (const wish of asked.values()) wish.onUnavailable();
  assertEquals(taken, [0]);
});
