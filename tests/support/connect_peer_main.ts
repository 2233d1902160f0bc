/**
 * Runs the KV Connect peer as a process of its own, for tests and measurements with several processes on one store.
 * Prints its address and token as one line of JSON, does what each line of its standard input says and answers it
 * with `done`. Ends with its standard input or a signal. Data are lost then.
 */
import { linesOf } from "./connect_lines.ts";
import { type ConnectPeer, startConnectPeer } from "./connect_peer.ts";

/** Does what one line says: `down`, `up`, or `lose N` of the next commits' answers. */
async function obey(peer: ConnectPeer, line: string): Promise<void> {
  const [word, count] = line.split(" ");
  if (word === "down") await peer.goDown();
  else if (word === "up") await peer.comeUp();
  else if (word === "lose") peer.loseAnswers(Number(count));
  else throw new RangeError(`Cannot do "${line}": the peer knows down, up and lose N`);
}

if (import.meta.main) {
  const port = Number(Deno.args[0] ?? "0");
  const peer = startConnectPeer({ port });
  console.log(JSON.stringify({ url: peer.url, token: peer.token }));
  Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
  for await (const line of linesOf(Deno.stdin.readable)) {
    await obey(peer, line);
    console.log("done");
  }
  await peer.stop();
}
