/**
 * Runs the KV Connect peer as a process of its own, for tests and measurements with several processes on one store.
 * Prints its address and token as one line of JSON; ends with its standard input or a signal. Data are lost then.
 */
import { startConnectPeer } from "./connect_peer.ts";

if (import.meta.main) {
  const port = Number(Deno.args[0] ?? "0");
  const peer = startConnectPeer({ port });
  console.log(JSON.stringify({ url: peer.url, token: peer.token }));
  Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
  for await (const _ of Deno.stdin.readable);
  await peer.stop();
}
