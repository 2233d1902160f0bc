/**
 * The small mark that says whether the page is in touch with the clinic: a dot with a word beside it, never the
 * colour alone. Rendered on both sides; it holds no state.
 */
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";
import type { Connection } from "./live.ts";

const WORDS: Readonly<Record<Connection, WordKey>> = {
  connecting: "live.connecting",
  connected: "live.connected",
  polling: "live.polling",
  reconnecting: "live.reconnecting",
  offline: "live.offline",
};

/** The mark for `connection`. Without scripts there is no connection to speak of, so it hides itself. */
export function ConnectionMark(
  { connection, say }: { readonly connection: Connection; readonly say: Say<WordKey> },
) {
  return (
    <p class="mark needs-script" data-connection={connection} role="status">
      <span class="mark-dot" aria-hidden="true"></span>
      {say(WORDS[connection])}
    </p>
  );
}
