/**
 * The client that watches thousands of personal streams and changes their queues, in one process so that both use
 * one clock. It must stay far from saturation itself, and says when a stream ended that should not have.
 */
import { z } from "zod";
import { delaysOf, type QueueChange } from "./fan_out.ts";
import { serveLines } from "./lines.ts";
import { StreamsOrder } from "./messages.ts";
import { Recorder, runClosedLoop, runOpenLoop } from "./open_loop.ts";
import { HttpPool, requestText } from "./raw_http.ts";
import { type OpenStream, openStream, type StreamEvent } from "./stream_reader.ts";

const CONNECTIONS_MAX = 64;
const OPEN_WIDTH = 64;
const FIRST_VIEW_MS_MAX = 30_000;
/** How long views may lag behind the last change before they count as missing. */
const SETTLE_MS = 2_500;

const Joined = z.object({ data: z.object({ trackingToken: z.string() }) });
const Changed = z.object({ data: z.object({ version: z.int() }) });
const View = z.object({ data: z.object({ queue: z.object({ version: z.int() }) }) });

interface Watch {
  readonly queue: number;
  readonly path: string;
  stream: OpenStream | null;
  versions: number[];
  times: number[];
}

let port = 0;
let bearer = "";
let queueIds: readonly string[] = [];
let pool: HttpPool | null = null;
let watches: Watch[] = [];
let ended = 0;

function requests(): HttpPool {
  if (pool === null) throw new Error("Cannot work before the order to join");
  return pool;
}

async function post(
  path: string,
  options: { readonly json: unknown; readonly expected: number },
): Promise<unknown> {
  const reply = await requests().send(requestText({ method: "POST", path, json: options.json, bearer }));
  if (reply.status !== options.expected) throw new Error(`${path} answered ${reply.status}: ${reply.body}`);
  return JSON.parse(reply.body);
}

async function joinAll(order: StreamsOrder & { readonly kind: "join" }) {
  ({ port, bearer, queueIds } = order);
  pool = new HttpPool({ port, connectionsMax: CONNECTIONS_MAX });
  watches = [];
  const people = queueIds.length * (order.called + order.watching);
  await runClosedLoop({ count: people, width: CONNECTIONS_MAX }, async (index) => {
    const queue = index % queueIds.length;
    const isWatching = Math.floor(index / queueIds.length) >= order.called;
    const json = { queueId: queueIds[queue], patient: { name: `Person ${index}` } };
    const { data } = Joined.parse(await post("/api/v1/queues/join", { json, expected: 201 }));
    if (isWatching) watches.push(watchOf(queue, `/api/v1/stream/track/${data.trackingToken}`));
  });
  return { open: 0, lost: people - queueIds.length * order.called - watches.length };
}

function watchOf(queue: number, path: string): Watch {
  return { queue, path, stream: null, versions: [], times: [] };
}

/** Opens one stream and resolves once its first view is there. */
async function openOne(watch: Watch): Promise<void> {
  const first = Promise.withResolvers<void>();
  const onEvent = ({ name, data }: StreamEvent, at: number) => {
    if (name !== "queue-update") return;
    watch.versions.push(View.parse(JSON.parse(data)).data.queue.version);
    watch.times.push(at);
    if (watch.versions.length === 1) first.resolve();
  };
  const stream = await openStream({ port, path: watch.path }, onEvent);
  watch.stream = stream;
  stream.ended.then((reason) => {
    if (reason === "closed here") return;
    ended++;
    first.reject(new Error(`Stream ended: ${reason}`));
  });
  const late = setTimeout(() => first.reject(new Error("No view came")), FIRST_VIEW_MS_MAX);
  try {
    await first.promise;
  } finally {
    clearTimeout(late);
  }
}

async function openAll() {
  ended = 0;
  let open = 0;
  const reasons = new Recorder();
  await runClosedLoop({ count: watches.length, width: OPEN_WIDTH }, async (index) => {
    const watch = watches[index];
    if (watch === undefined) return;
    try {
      await openOne(watch);
      open++;
    } catch (error) {
      reasons.note(0, String(error));
    }
  });
  if (open < watches.length) console.error(reasons.summary().failures);
  return { open, lost: watches.length - open };
}

function keep(watching: number) {
  const kept = new Array<number>(queueIds.length).fill(0);
  watches = watches.filter((watch) => {
    const before = kept[watch.queue] ?? 0;
    kept[watch.queue] = before + 1;
    if (before < watching) return true;
    watch.stream?.close();
    return false;
  });
  return { open: watches.length, lost: 0 };
}

/** Calls the next person of each queue by turns, evenly spread over the second. */
async function change(plan: { readonly perSecondAndQueue: number; readonly seconds: number }) {
  for (const watch of watches) Object.assign(watch, { versions: [], times: [] });
  const endedBefore = ended;
  const replied = new Recorder();
  const changes: QueueChange[][] = queueIds.map(() => []);
  const perSecond = plan.perSecondAndQueue * queueIds.length;
  const count = Math.round(perSecond * plan.seconds);
  await runOpenLoop({ count, perSecond }, async (index, plannedAt) => {
    const queue = index % queueIds.length;
    try {
      const path = `/api/v1/queues/${queueIds[queue]}/call-next`;
      const { data } = Changed.parse(await post(path, { json: {}, expected: 200 }));
      changes[queue]?.push({ plannedAt, version: data.version });
      replied.note(performance.now() - plannedAt, null);
    } catch (error) {
      replied.note(performance.now() - plannedAt, String(error));
    }
  });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return { ...sightings(changes), replied: replied.summary(), ended: ended - endedBefore };
}

function sightings(changes: readonly QueueChange[][]) {
  const seen = new Recorder();
  let missing = 0;
  for (const list of changes) list.sort((a, b) => a.version - b.version);
  for (const watch of watches) {
    for (const delayMs of delaysOf(changes[watch.queue] ?? [], watch)) {
      if (delayMs === null) missing++;
      else seen.note(delayMs, null);
    }
  }
  return { seen: seen.summary(), missing };
}

async function openBare(order: StreamsOrder & { readonly kind: "open_bare" }) {
  port = order.port;
  watches = Array.from({ length: order.count }, () => watchOf(0, "/stream"));
  return await openAll();
}

async function obey(message: unknown): Promise<unknown> {
  const order = StreamsOrder.parse(message);
  switch (order.kind) {
    case "join":
      return await joinAll(order);
    case "open":
      port = order.port;
      return await openAll();
    case "open_bare":
      return await openBare(order);
    case "keep":
      return keep(order.watching);
    case "change":
      return await change(order);
  }
}

if (import.meta.main) await serveLines(obey);
