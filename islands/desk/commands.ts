/**
 * How the desk sends what it was told to do: through the outbox, which keeps it while the server cannot be reached and
 * sends it in order when it can. Until the outbox of this computer is open, commands wait for it.
 */
import type { Offline } from "../offline/open_offline.ts";
import type { Command, Sent } from "../offline/outbox.ts";

export type { Command, Sent };

export interface Commands {
  /** The server's answer, or that the command is kept. Never throws. */
  send(command: Command): Promise<Sent>;
  /** Resolves when everything sent so far was answered or kept: what does not go through here must not overtake it. */
  settled(): Promise<void>;
}

/** The commands of a desk whose means against an outage are being opened. */
export function commandsOver(opening: Promise<Offline>): Commands {
  let last: Promise<unknown> = Promise.resolve();
  return {
    send(command) {
      const sent = opening.then(({ outbox }) => outbox.send(command));
      last = Promise.all([last, sent]);
      return sent;
    },
    async settled() {
      await last;
    },
  };
}
