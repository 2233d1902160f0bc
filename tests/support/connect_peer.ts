/**
 * A small KV Connect server for tests: Deno's own client opens it as a remote store. It keeps data in memory, allows
 * ten checks a commit as denokv does, can lose answers, refuse, go down and come back. Never for production data.
 */
import {
  type AtomicWrite,
  decodeRead,
  decodeWatch,
  decodeWrite,
  type EncodedValue,
  encodeRead,
  encodeWrite,
} from "./connect_messages.ts";
import { type ServedWatch, serveWatch } from "./connect_watch.ts";
import { VersionedTable } from "./simulated_table.ts";
import { SimulatedRandom } from "./simulation_random.ts";

/** Every peer takes this token, because the client reads it from one environment variable. */
export const CONNECT_TOKEN = "anteroom-connect-peer";
/** As on denokv. */
export const CONNECT_CHECKS_MAX = 10;
const RANGES_MAX = 10;
const MUTATIONS_MAX = 1_000;
const DATABASE_ID = "0b7d1c9e-5f3a-4c68-9d21-6a4e8f0c2b35";
/** Metadata that never ends within a test. */
const METADATA_VALID_MS = 24 * 60 * 60 * 1_000;

export interface ConnectPeerOptions {
  /** Checks that one commit may carry; {@link CONNECT_CHECKS_MAX} by default. */
  readonly checksMax?: number;
  /** A fixed port; a free one by default. */
  readonly port?: number;
  /** Chance, 0 to 1, that a commit is carried out and its answer lost. The client retries without saying so. */
  readonly answerLoss?: number;
  /** Of that chance. */
  readonly seed?: number;
}

/** A running peer. */
export interface ConnectPeer {
  readonly url: string;
  readonly token: string;
  /** The next `count` commits are carried out, but answered 503; the client sends them again. */
  loseAnswers(count: number): void;
  /** The next `count` commits are answered 503 and not carried out; the client sends them again. */
  refuseCommits(count: number): void;
  /** Commits that were carried out, retries included. */
  commits(): number;
  /** Closes the port and every connection; the data stay. */
  goDown(): Promise<void>;
  /** Serves again at the same address. */
  comeUp(): Promise<void>;
  /** Ends it for good; harmless when called twice. */
  stop(): Promise<void>;
}

const PROTOBUF = { "content-type": "application/x-protobuf" };

/** The data and the answers; the port belongs to {@link startConnectPeer}. */
class ConnectStore {
  readonly watches = new Set<ServedWatch>();
  answersToLose = 0;
  commitsToRefuse = 0;
  commitCount = 0;
  readonly #table = new VersionedTable<EncodedValue>({ now: Date.now });
  readonly #checksMax: number;
  readonly #answerLoss: number;
  readonly #random: SimulatedRandom;

  constructor({ checksMax = CONNECT_CHECKS_MAX, answerLoss = 0, seed = 1 }: ConnectPeerOptions) {
    this.#checksMax = checksMax;
    this.#answerLoss = answerLoss;
    this.#random = new SimulatedRandom(seed);
  }

  async answer(request: Request): Promise<Response> {
    if (request.headers.get("authorization") !== `Bearer ${CONNECT_TOKEN}`) {
      return new Response("Unknown access token", { status: 401 });
    }
    const { pathname } = new URL(request.url);
    if (pathname === "/") return metadata();
    let body: Uint8Array;
    try {
      body = await request.bytes();
    } catch {
      return new Response("The request was cut off", { status: 400 });
    }
    try {
      if (pathname === "/v2/snapshot_read") return this.#read(body);
      if (pathname === "/v2/atomic_write") return this.#write(decodeWrite(body));
      if (pathname === "/v2/watch") return this.#watch(body);
    } catch (error) {
      if (error instanceof RangeError) return new Response(error.message, { status: 400 });
      throw error;
    }
    return new Response("Not found", { status: 404 });
  }

  #read(body: Uint8Array): Response {
    const ranges = decodeRead(body);
    if (ranges.length > RANGES_MAX) {
      throw new RangeError("Too many read ranges requested in one read request");
    }
    return new Response(encodeRead(ranges.map((range) => this.#table.range(range, range))), {
      headers: PROTOBUF,
    });
  }

  #write({ checks, mutations }: AtomicWrite): Response {
    if (checks.length > this.#checksMax) throw new RangeError("Too many checks included in atomic write");
    if (mutations.length > MUTATIONS_MAX) {
      throw new RangeError("Too many mutations included in atomic write");
    }
    if (this.commitsToRefuse > 0) {
      this.commitsToRefuse -= 1;
      return new Response("Refused on purpose", { status: 503 });
    }
    const result = this.#table.commit(checks, mutations);
    if (result.ok) this.commitCount += 1;
    if (this.#losesAnswer()) return new Response("Answer lost on purpose", { status: 503 });
    return new Response(encodeWrite(result), { headers: PROTOBUF });
  }

  #losesAnswer(): boolean {
    if (this.answersToLose === 0) return this.#answerLoss > 0 && this.#random.chance(this.#answerLoss);
    this.answersToLose -= 1;
    return true;
  }

  #watch(body: Uint8Array): Response {
    const codes = decodeWatch(body);
    if (codes.length > RANGES_MAX) throw new RangeError("Too many keys watched in a single watch request");
    const watch = serveWatch(this.#table, { codes, onEnd: () => this.watches.delete(watch) });
    this.watches.add(watch);
    return new Response(watch.stream, { headers: { "content-type": "application/octet-stream" } });
  }
}

function metadata(): Response {
  return Response.json({
    version: 3,
    databaseId: DATABASE_ID,
    endpoints: [{ url: "/v2", consistency: "strong" }],
    token: CONNECT_TOKEN,
    expiresAt: new Date(Date.now() + METADATA_VALID_MS).toISOString(),
  });
}

/** Starts a peer on loopback. Open it with {@link openConnectPeer} or any Deno process that has its token. */
export function startConnectPeer(options: ConnectPeerOptions = {}): ConnectPeer {
  const store = new ConnectStore(options);
  let port = options.port ?? 0;
  let running: { readonly server: Deno.HttpServer; readonly abort: AbortController } | null = null;

  const comeUp = () => {
    if (running !== null) return;
    const abort = new AbortController();
    const serving = { hostname: "127.0.0.1", port, signal: abort.signal, onListen: () => {} };
    const server = Deno.serve(serving, (request) => store.answer(request));
    port = server.addr.port;
    running = { server, abort };
  };
  const goDown = async () => {
    const stopping = running;
    running = null;
    for (const watch of [...store.watches]) watch.end();
    stopping?.abort.abort();
    await stopping?.server.finished;
  };
  comeUp();
  return {
    url: `http://127.0.0.1:${port}`,
    token: CONNECT_TOKEN,
    loseAnswers: (count) => {
      store.answersToLose += count;
    },
    refuseCommits: (count) => {
      store.commitsToRefuse += count;
    },
    commits: () => store.commitCount,
    goDown,
    comeUp: () => Promise.resolve(comeUp()),
    stop: goDown,
  };
}

/** Opens a peer with Deno's client; sets `DENO_KV_ACCESS_TOKEN` for this process. */
export async function openConnectPeer(peer: ConnectPeer): Promise<Deno.Kv> {
  Deno.env.set("DENO_KV_ACCESS_TOKEN", peer.token);
  return await Deno.openKv(peer.url);
}
