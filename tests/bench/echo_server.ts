/**
 * The limits that the program is measured against, as servers without a queue: `/join` parses, checks and answers
 * what a join does, with ids minted and a tracking token signed, and stores nothing; `/bare` hands the body back;
 * `/stream` opens an event stream and says one thing. It shares no code with the program but the packages.
 */
import { createHmac, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { nanoid } from "nanoid";
import { z } from "zod";

const Join = z.strictObject({
  queueId: z.string().min(1).max(64),
  patientId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/).optional(),
  patient: z.strictObject({
    name: z.string().min(1).max(120),
    phone: z.string().max(32).optional(),
    birthDate: z.iso.date().optional(),
    language: z.string().max(35).optional(),
    needs: z.array(z.enum(["elderly", "paediatric", "pregnant", "disability", "other"])).optional(),
  }).optional(),
  appointmentType: z.string().min(1).max(40).optional(),
  mode: z.enum(["in_person", "online"]).optional(),
  priority: z.union([z.enum(["emergency", "urgent", "routine"]), z.int().min(1).max(10)]).optional(),
  acceptWaitlist: z.boolean().optional(),
});

const TOKEN_HEADER = encode({ alg: "HS256", typ: "JWT" });
const DAY_SECONDS = 86_400;
const secret = randomBytes(32);
const encoder = new TextEncoder();
let issued = 0;

function encode(value: unknown): string {
  return btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function trackingToken(ticketId: string, queueId: string): string {
  const exp = Math.floor(Date.now() / 1_000) + DAY_SECONDS;
  const claims = encode({ t: "demo", f: "riverside", q: queueId, p: "provider-1", k: ticketId, v: 1, exp });
  const body = `${TOKEN_HEADER}.${claims}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}

/** A join's answer with every field of the program's, made up. */
function madeUpTicket(join: z.infer<typeof Join>, origin: string) {
  const tokenNumber = ++issued;
  const ticketId = `locator8${nanoid(12)}`;
  const joinedAt = new Date().toISOString();
  return {
    ticketId,
    id: ticketId,
    appointmentId: ticketId,
    queueId: join.queueId,
    tokenNumber,
    label: `W-${String(tokenNumber).padStart(3, "0")}`,
    day: joinedAt.slice(0, 10),
    status: "waiting",
    cause: null,
    position: tokenNumber,
    ahead: tokenNumber - 1,
    estimatedWaitMinutes: 480,
    waitRange: { low: 240, high: 480 },
    expectedReturnAt: null,
    class: "routine",
    needs: [],
    declaredNeeds: [],
    mode: join.mode ?? "in_person",
    appointmentType: join.appointmentType ?? null,
    patientId: join.patientId ?? nanoid(),
    providerId: null,
    room: null,
    joinedAt,
    calledAt: null,
    startedAt: null,
    endedAt: null,
    graceEndsAt: null,
    holdEndsAt: null,
    acknowledgedAt: null,
    paidAt: null,
    lateArrivals: 0,
    version: tokenNumber,
    quote: { position: tokenNumber, headlineMinutes: 480 },
    trackingToken: trackingToken(ticketId, join.queueId),
    trackingUrl: `${origin}/t/locator8${nanoid(16)}`,
  };
}

/** One event of the size of a patient's view, and then silence. */
function bareStream(): Response {
  const data = JSON.stringify({ data: { ticket: { note: "x".repeat(500) }, queue: { version: 0 } } });
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`id: 1\nevent: queue-update\ndata: ${data}\n\n`));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** The echo servers as one application. */
export function createEcho(origin: string): Hono {
  const app = new Hono();
  app.get("/health", (context) => context.json({ status: "ok" }));
  app.post("/bare", async (context) => context.text(await context.req.text(), 201));
  app.post("/join", async (context) => {
    const form = Object.fromEntries(new URLSearchParams(await context.req.text()));
    const join = Join.safeParse(form);
    if (!join.success) return context.json({ status: 422, code: "invalid" }, 422);
    return context.json({ data: madeUpTicket(join.data, origin) }, 201);
  });
  app.get("/stream", () => bareStream());
  return app;
}

if (import.meta.main) {
  const port = Number(Deno.args[0]);
  Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, createEcho(`http://127.0.0.1:${port}`).fetch);
}
