/**
 * The client for everything that is timed request by request: S0's script, the operation mix, joins by people who
 * are in line already. It works on one queue, in an open loop but for filling, and keeps who has joined.
 */
import { serveLines } from "./lines.ts";
import { OperationsOrder } from "./messages.ts";
import { Recorder, runClosedLoop, runOpenLoop } from "./open_loop.ts";
import { HttpPool, type RawReply, type RawRequest, requestText } from "./raw_http.ts";

const CONNECTIONS_MAX = 256;
const FILL_WIDTH = 96;
/** S0's script sleeps this long between its two requests. */
const S0_PAUSE_MS = 1_000;
/** Called ahead of a mix, so that its first completions have somebody to complete. */
const CALLED_AHEAD = 150;
/** One period of the mix. */
const MIX = [
  "join",
  "position",
  "join",
  "position",
  "callNext",
  "join",
  "position",
  "join",
  "position",
  "complete",
] as const;

type Send = (request: RawRequest) => Promise<RawReply>;

interface Target {
  readonly queueId: string;
  readonly bearer: string;
  readonly prefix: string;
  readonly send: Send;
}

/** What one request is to be counted as. */
interface Timing {
  readonly recorders: readonly Recorder[];
  readonly plannedAt: number;
  readonly expected: number;
}

let target: Target | null = null;
const joined: string[] = [];
const elsewhere: string[] = [];
const called: string[] = [];
let used = 0;

function opened(): Target {
  if (target === null) throw new Error("Cannot work before the order to open");
  return target;
}

/** Sends, notes the latency since the planned start, and gives the body back when the status is as expected. */
async function timed(request: RawRequest, timing: Timing): Promise<string | null> {
  let failure: string | null = null;
  let body: string | null = null;
  try {
    const reply = await opened().send(request);
    if (reply.status === timing.expected) body = reply.body;
    else failure = `${reply.status} ${/"code":"(\w+)"/.exec(reply.body)?.[1] ?? ""}`.trim();
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const latencyMs = performance.now() - timing.plannedAt;
  for (const recorder of timing.recorders) recorder.note(latencyMs, failure);
  return body;
}

function joinRequest(patientId: string): RawRequest {
  const { queueId } = opened();
  return {
    method: "POST",
    path: "/api/v1/queues/join",
    form: { patientId, queueId, appointmentType: "consultation" },
  };
}

/** S0's join under a new id; the id when it succeeded. */
async function join(timing: Timing): Promise<string | null> {
  const patientId = `${opened().prefix}-${used++}`;
  const body = await timed(joinRequest(patientId), timing);
  if (body === null) return null;
  joined.push(patientId);
  return patientId;
}

/** Anyone's position: `patientId`'s. */
function position(patientId: string, timing: Timing): Promise<string | null> {
  return timed({ method: "GET", path: `/api/v1/queues/position/${patientId}` }, timing);
}

/** One of the last to join, by turns: they are still in line however many are called. */
function recentlyJoined(index: number): string {
  return joined[joined.length - 1 - (index * 7) % Math.min(500, joined.length)] ?? "nobody";
}

/** The first match of `field` in a reply: tickets' ids are read without parsing the whole. */
function fieldOf(body: string, field: "ticketId" | "patientId"): string | null {
  return new RegExp(`"${field}":"([^"]+)"`).exec(body)?.[1] ?? null;
}

/** Calls the next, then starts the service: the start is load beside the plan and not timed. */
async function callNext(timing: Timing): Promise<void> {
  const { queueId, bearer } = opened();
  const path = `/api/v1/queues/${queueId}/call-next`;
  const body = await timed({ method: "POST", path, json: {}, bearer }, timing);
  const ticketId = body === null ? null : fieldOf(body, "ticketId");
  if (ticketId === null) return;
  const started: Timing = { recorders: [], plannedAt: 0, expected: 200 };
  await timed({ method: "POST", path: `/api/v1/tickets/${ticketId}/start`, json: {}, bearer }, started);
  called.push(ticketId);
}

async function complete(timing: Timing): Promise<void> {
  const { bearer } = opened();
  const ticketId = called.shift() ?? "nobody-called";
  await timed({ method: "POST", path: `/api/v1/tickets/${ticketId}/complete`, json: {}, bearer }, timing);
}

async function fill(count: number) {
  const recorder = new Recorder();
  await runClosedLoop({ count, width: FILL_WIDTH }, async () => {
    await join({ recorders: [recorder], plannedAt: performance.now(), expected: 201 });
  });
  return { done: joined.length, failures: recorder.summary().failures };
}

async function fillElsewhere(queueId: string, count: number) {
  const recorder = new Recorder();
  const { bearer } = opened();
  await runClosedLoop({ count, width: FILL_WIDTH }, async (index) => {
    const body = await timed(
      {
        method: "POST",
        path: "/api/v1/queues/join",
        json: { queueId, patient: { name: `Elsewhere ${index}` } },
        bearer,
      },
      { recorders: [recorder], plannedAt: performance.now(), expected: 201 },
    );
    const patientId = body === null ? null : fieldOf(body, "patientId");
    if (patientId !== null) elsewhere.push(patientId);
  });
  return { done: elsewhere.length, failures: recorder.summary().failures };
}

async function mix({ perSecond, seconds }: { readonly perSecond: number; readonly seconds: number }) {
  const recorders = {
    all: new Recorder(),
    join: new Recorder(),
    position: new Recorder(),
    callNext: new Recorder(),
    complete: new Recorder(),
  };
  const aside: Timing = { recorders: [], plannedAt: 0, expected: 200 };
  for (let index = called.length; index < CALLED_AHEAD; index++) await callNext(aside);
  await runOpenLoop({ count: Math.round(perSecond * seconds), perSecond }, async (index, plannedAt) => {
    const kind = MIX[index % MIX.length] ?? "join";
    const expected = kind === "join" ? 201 : 200;
    const timing: Timing = { recorders: [recorders.all, recorders[kind]], plannedAt, expected };
    if (kind === "join") await join(timing);
    else if (kind === "callNext") await callNext(timing);
    else if (kind === "complete") await complete(timing);
    else await position(recentlyJoined(index), timing);
  });
  return Object.fromEntries(Object.entries(recorders).map(([kind, recorder]) => [kind, recorder.summary()]));
}

/** Every hundredth of joins up to `repeatedPercent` is by somebody in line: by turns here and elsewhere. */
async function joins(
  plan: { readonly perSecond: number; readonly seconds: number; readonly repeatedPercent: number },
) {
  const others = new Recorder();
  const repeated = new Recorder();
  const here = joined.slice();
  await runOpenLoop(
    { count: Math.round(plan.perSecond * plan.seconds), perSecond: plan.perSecond },
    async (index, plannedAt) => {
      // 37 and 100 have no common divisor: the repeated ones are spread evenly over each hundred.
      const isRepeated = (index * 37) % 100 < plan.repeatedPercent;
      if (!isRepeated) return void await join({ recorders: [others], plannedAt, expected: 201 });
      const known = index % 2 === 0 ? here : elsewhere;
      const patientId = known[index % known.length] ?? "nobody";
      await timed(joinRequest(patientId), { recorders: [repeated], plannedAt, expected: 409 });
    },
  );
  return { others: others.summary(), repeated: repeated.summary() };
}

async function s0({ perSecond, count }: { readonly perSecond: number; readonly count: number }) {
  const joins = new Recorder();
  const positions = new Recorder();
  await runOpenLoop({ count, perSecond }, async (_, plannedAt) => {
    const patientId = await join({ recorders: [joins], plannedAt, expected: 201 });
    if (patientId === null) return;
    const nextAt = performance.now() + S0_PAUSE_MS;
    await new Promise((resolve) => setTimeout(resolve, S0_PAUSE_MS));
    await position(patientId, { recorders: [positions], plannedAt: nextAt, expected: 200 });
  });
  return { join: joins.summary(), position: positions.summary() };
}

async function places() {
  const people = joined.length;
  const seen = new Uint8Array(people + 1);
  const recorder = new Recorder();
  let outside = 0;
  let unanswered = 0;
  await runClosedLoop({ count: people, width: FILL_WIDTH }, async (index) => {
    const timing: Timing = { recorders: [recorder], plannedAt: performance.now(), expected: 200 };
    const body = await position(joined[index] ?? "nobody", timing);
    const place = Number(/"position":(\d+)/.exec(body ?? "")?.[1] ?? -1);
    if (body === null) unanswered++;
    else if (place < 1 || place > people) outside++;
    else seen[place] = 1;
  });
  return { people, distinct: seen.reduce((sum, each) => sum + each, 0), outside, unanswered };
}

function open(order: OperationsOrder & { readonly kind: "open" }) {
  const pool = new HttpPool({ port: order.port, connectionsMax: CONNECTIONS_MAX });
  target = { ...order, send: (request) => pool.send(requestText(request)) };
  joined.length = elsewhere.length = called.length = 0;
  return { done: 0, failures: {} };
}

async function obey(message: unknown): Promise<unknown> {
  const order = OperationsOrder.parse(message);
  switch (order.kind) {
    case "open":
      return open(order);
    case "fill":
      return await fill(order.count);
    case "fill_elsewhere":
      return await fillElsewhere(order.queueId, order.count);
    case "mix":
      return await mix(order);
    case "joins":
      return await joins(order);
    case "s0":
      return await s0(order);
    case "places":
      return await places();
  }
}

if (import.meta.main) await serveLines(obey);
