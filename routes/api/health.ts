/**
 * Whether the process lives, whether it should be given requests, and its numbers for monitoring. Nothing here tells
 * a stranger more than that.
 */
import { z } from "zod";
import { type Endpoint, endpoint, type Reply } from "../endpoint.ts";
import type { Edge } from "../edge.ts";

const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

async function health({ system }: Edge): Promise<Reply> {
  const { status, store, isReady } = await system.health();
  return { status: isReady ? 200 : 503, body: { status, store, isReady } };
}

/** `mailboxDepth` as Prometheus names it. */
function metricName(name: string): string {
  return `anteroom_${
    name.replace(/[^A-Za-z0-9]+/g, "_").replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase()
  }`;
}

/** The numbers of the process in Prometheus' text form. */
function metricsOf({ system, requests }: Edge): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(system.stats())) {
    if (typeof value === "number") lines.push(`${metricName(name)} ${value}`);
  }
  for (const [name, { count, ms }] of requests()) {
    const [status = "", method = "", route = ""] = name.split(" ");
    const labels = `{status="${status}",method="${method}",route="${route}"}`;
    lines.push(`anteroom_requests_total${labels} ${count}`);
    lines.push(`anteroom_request_seconds_sum${labels} ${(ms / 1000).toFixed(6)}`);
  }
  return `${lines.join("\n")}\n`;
}

const HealthDoc = z.object({
  status: z.enum(["ok", "degraded"]),
  store: z.enum(["ok", "unreachable"]),
  isReady: z.boolean(),
});
const healthAnswers = {
  200: { description: "The process answers and reaches its store", schema: HealthDoc },
  503: { description: "The process answers, but should be given no requests", schema: HealthDoc },
};

/** The endpoints at the root. */
export const healthEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/health",
    isRoot: true,
    permission: "health.read",
    summary: "Whether the process and its store are well",
    answers: healthAnswers,
    handle: ({ edge }) => health(edge),
  }),
  endpoint({
    method: "GET",
    path: "/health/live",
    isRoot: true,
    permission: "health.read",
    summary: "Whether the process answers at all",
    answers: { 200: { description: "It does", schema: z.object({ status: z.literal("ok") }) } },
    handle: () => ({ status: 200, body: { status: "ok" } }),
  }),
  endpoint({
    method: "GET",
    path: "/health/ready",
    isRoot: true,
    permission: "health.read",
    summary: "Whether the process should be given requests",
    answers: healthAnswers,
    handle: ({ edge }) => health(edge),
  }),
  endpoint({
    method: "GET",
    path: "/metrics",
    isRoot: true,
    permission: "metrics.read",
    summary: "Numbers for monitoring, in Prometheus' text form",
    answers: { 200: { description: "Prometheus text", contentType: "text/plain" } },
    handle: ({ edge }) => ({
      status: 200,
      body: metricsOf(edge),
      headers: { "content-type": METRICS_TYPE },
    }),
  }),
];
