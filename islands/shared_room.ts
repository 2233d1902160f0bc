/**
 * Room for streams among all tabs of one browser: HTTP/1.1 gives an origin six connections, and one that is full of
 * streams can load nothing else. A counting semaphore made of named locks; it opens nothing itself.
 */

/** A lock that all tabs of an origin share. Callbacks never come before the call has returned. */
export interface LockWish {
  /** Take it from whoever holds it, before those who wait. */
  readonly isStolen: boolean;
  onHeld(): void;
  /** It was stolen. */
  onLost(): void;
  /** This browser gives no locks. */
  onUnavailable(): void;
}

/** Asks for the lock `name`; answers how to give it back, or to ask no longer. */
export type TakeLock = (name: string, wish: LockWish) => () => void;

export interface RoomWish {
  /** How many rooms there are. */
  readonly rooms: number;
  /** The room of a tab that does not answer any more, or null. */
  readonly stolen: number | null;
  onTaken(room: number): void;
  onLost(): void;
}

/** The lock that stands for room number `room`. */
export function roomLock(room: number): string {
  return `anteroom-slot-${room}`;
}

/** Takes the first room that is free, or the stolen one at once. Answers how to give it back. */
export function takeRoom(takeLock: TakeLock, wish: RoomWish): () => void {
  const { rooms, stolen } = wish;
  const wanted = stolen === null ? Array.from({ length: rooms }, (_, room) => room) : [stolen];
  const releases = new Map<number, () => void>();
  let taken: number | null = null;

  function onHeld(room: number): void {
    const isLate = taken !== null;
    for (const [other, release] of releases) {
      if (isLate ? other === room : other !== room) release();
    }
    if (isLate) return;
    taken = room;
    wish.onTaken(room);
  }

  for (const room of wanted) {
    releases.set(
      room,
      takeLock(roomLock(room), {
        isStolen: stolen !== null,
        onHeld: () => onHeld(room),
        onLost: () => {
          if (taken === room) wish.onLost();
        },
        onUnavailable: () => onHeld(room),
      }),
    );
  }
  return () => {
    for (const release of releases.values()) release();
  };
}
