/**
 * Puts the edge together: the API's endpoints, the streams, the pages, and what is said where nothing is. Requests to
 * the API pass through no middleware but their endpoint's own, since each microsecond there is paid by every join.
 */
import { Hono } from "hono";
import type { AppContext } from "./context.ts";
import { authEndpoints } from "./api/auth.ts";
import { docsEndpoints } from "./api/docs.ts";
import { facilityEndpoints } from "./api/facilities.ts";
import { healthEndpoints } from "./api/health.ts";
import { joinEndpoint } from "./api/join.ts";
import { peopleEndpoints } from "./api/people.ts";
import { numberLeaseEndpoint } from "./api/number_leases.ts";
import { positionEndpoint } from "./api/position.ts";
import { providerEndpoints } from "./api/providers.ts";
import { queueControlEndpoints } from "./api/queue_control.ts";
import { queueEndpoints } from "./api/queues.ts";
import { staffEndpoints } from "./api/staff.ts";
import { STREAM_ENDPOINTS } from "./api/streams.ts";
import { syncEndpoint } from "./api/sync.ts";
import { ticketCommandEndpoints } from "./api/ticket_commands.ts";
import { ticketEndpoints } from "./api/tickets.ts";
import { trackEndpoints } from "./api/track.ts";
import { workEndpoints } from "./api/work.ts";
import { CachedRouter } from "./cached_router.ts";
import { createEdge } from "./edge.ts";
import { type Described, type Endpoint, mount } from "./endpoint.ts";
import { notFound, problemResponse } from "./errors.ts";
import { EVENT_STREAM } from "./openapi.ts";
import { type Addressed, createMethodRefusal, hiddenRefusals } from "./wrong_method.ts";

const DESCRIBED: readonly Endpoint[] = [
  ...authEndpoints,
  joinEndpoint,
  positionEndpoint,
  ...queueEndpoints,
  ...queueControlEndpoints,
  numberLeaseEndpoint,
  ...ticketEndpoints,
  ...ticketCommandEndpoints,
  syncEndpoint,
  ...trackEndpoints,
  ...facilityEndpoints,
  ...providerEndpoints,
  ...peopleEndpoints,
  ...staffEndpoints,
  ...workEndpoints,
  ...healthEndpoints,
];

/** The live streams, as the description tells of them; they are mounted by their own part. */
const STREAMS: readonly Described[] = STREAM_ENDPOINTS.map(({ path, permission }) => ({
  method: "GET",
  path,
  isRoot: false,
  permission,
  summary: "Live updates as server-sent events; resumes by Last-Event-ID",
  query: undefined,
  body: undefined,
  bodyTypes: [],
  answers: { 200: { description: "A stream of events", contentType: EVENT_STREAM } },
}));

/** Every endpoint that this file mounts, in its order. */
export const ENDPOINTS: readonly Endpoint[] = [...DESCRIBED, ...docsEndpoints([...DESCRIBED, ...STREAMS])];

/** Parts that are mounted beside the API when they are given, each with its full paths. */
export interface AppParts {
  readonly pages?: Hono;
  readonly streams?: Hono;
}

/** What the parts answer, catch-alls aside. */
function addressesOf({ pages, streams }: AppParts): readonly Addressed[] {
  const routes = [...streams?.routes ?? [], ...pages?.routes ?? []];
  return routes
    .filter(({ method, path }) => method !== "ALL" && !path.includes("*"))
    .map(({ method, path }) => ({ method, path, isRoot: true }));
}

/** The app over `context`. Whatever goes wrong in it becomes a problem; nothing of the inside is told. */
export function createApp(context: AppContext, parts: AppParts = {}): Hono {
  const app = new Hono({ router: new CachedRouter() });
  const edge = createEdge(context);
  const { problemTools } = edge;
  const refuseMethod = createMethodRefusal([...ENDPOINTS, ...addressesOf(parts)], problemTools);
  app.onError((error, c) => problemResponse(error, { ...problemTools, route: c.req.method }));
  app.notFound((c) =>
    refuseMethod(c.req.method, c.req.path) ??
      problemResponse(notFound("this address"), { ...problemTools, route: c.req.method })
  );
  for (const { method, path } of hiddenRefusals(ENDPOINTS)) {
    app.on(method, path, (c, next) => refuseMethod(method, c.req.path) ?? next());
  }
  mount(app, { endpoints: ENDPOINTS, edge });
  if (parts.streams !== undefined) app.route("/", parts.streams);
  if (parts.pages !== undefined) app.route("/", parts.pages);
  return app;
}
