/**
 * What the endpoints share beyond the system itself: the remembered policies of queues, and the account of requests.
 * One per app; it lives as long as the app does.
 */
import { type Alternatives, createAlternatives } from "./alternatives.ts";
import type { AppContext } from "./context.ts";
import type { ProblemOptions } from "./errors.ts";
import { createPolicies, type Policies } from "./policies.ts";

/** One answered request: the template of its route, never its path. */
export interface Observation {
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

export interface Edge extends AppContext {
  readonly policies: Policies;
  readonly alternatives: Alternatives;
  readonly problemTools: Pick<ProblemOptions, "log" | "mintId">;
  observe(observation: Observation): void;
  /** Requests answered so far, by route and status. */
  requests(): ReadonlyMap<string, RouteAccount>;
}

export interface RouteAccount {
  readonly count: number;
  readonly ms: number;
}

/** The edge of `context`. */
export function createEdge(context: AppContext): Edge {
  const { system } = context;
  const accounts = new Map<string, { count: number; ms: number }>();
  return {
    ...context,
    policies: createPolicies(system),
    alternatives: createAlternatives(system),
    problemTools: { log: system.log, mintId: system.mintId },
    observe({ route, status, ms }) {
      // Routes and statuses are few, so the map is bounded by the program itself.
      const name = `${status} ${route}`;
      const account = accounts.get(name);
      if (account === undefined) accounts.set(name, { count: 1, ms });
      else {
        account.count += 1;
        account.ms += ms;
      }
      system.log("debug", "Request", { route, status, ms });
    },
    requests: () => accounts,
  };
}
