/**
 * A watch over KV Connect, the server's side: a stream of frames with what the keys hold, one at once and one after
 * each change, coalesced while the client does not read. Empty frames say that the server lives.
 */
import { type EncodedValue, encodeWatch } from "./connect_messages.ts";
import type { VersionedTable } from "./simulated_table.ts";

/** As often as denokv sends a sign of life. */
const PING_MS = 5_000;

/** A watch being served. `end` closes its stream. */
export interface ServedWatch {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly end: () => void;
}

/** Serves a watch of the rows under `codes`; `onEnd` is called once when the stream is over. */
export function serveWatch(
  table: VersionedTable<EncodedValue>,
  { codes, onEnd }: { readonly codes: readonly string[]; readonly onEnd: () => void },
): ServedWatch {
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;
  let isNews = true;

  const deliver = () => {
    if (!isNews || controller === null || (controller.desiredSize ?? 0) <= 0) return;
    isNews = false;
    controller.enqueue(encodeWatch(codes.map((code) => table.get(code) ?? null)));
  };
  const unsubscribe = table.subscribe(codes, () => {
    isNews = true;
    deliver();
  });
  const ping = setInterval(() => controller?.enqueue(new Uint8Array(4)), PING_MS);
  const stop = () => {
    unsubscribe();
    clearInterval(ping);
    controller = null;
    onEnd();
  };

  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (given) => {
      controller = given;
    },
    pull: deliver,
    cancel: stop,
  });
  const end = () => {
    controller?.close();
    stop();
  };
  return { stream, end };
}
