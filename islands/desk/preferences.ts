/**
 * What this desk remembers between days: the room it calls to, for whom, and whether single keys work. Kept in the
 * browser, holds nothing about patients, and a browser that refuses to keep it is no obstacle.
 */

export interface Preferences {
  readonly room: string;
  readonly providerId: string | null;
  readonly areKeysOn: boolean;
}

const ROOM_CHARS_MAX = 40;

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Full, or forbidden in this browser: it is asked again tomorrow.
  }
}

const roomName = (queueId: string): string => `desk.room.${queueId}`;
const providerName = (queueId: string): string => `desk.provider.${queueId}`;
const KEYS_NAME = "desk.keys";

/** What is remembered for the desk of `queueId`. */
export function readPreferences(queueId: string): Preferences {
  return {
    room: (read(roomName(queueId)) ?? "").slice(0, ROOM_CHARS_MAX),
    providerId: read(providerName(queueId)),
    areKeysOn: read(KEYS_NAME) !== "off",
  };
}

/** Remembers `preferences` for the desk of `queueId`; the keys count for every desk of this browser. */
export function keepPreferences(queueId: string, { room, providerId, areKeysOn }: Preferences): void {
  write(roomName(queueId), room);
  write(providerName(queueId), providerId ?? "");
  write(KEYS_NAME, areKeysOn ? "on" : "off");
}
