/**
 * What a ticket's page asks of the server beside its stream: actions, and why the order is as it is. Every outcome is
 * a value; nothing is retried here.
 */
import { type Explained, parseExplained } from "./explanation.ts";
import type { TicketAction } from "./ticket_action.ts";
import { parseTrack, type Track } from "./track.ts";

const ACT_MS_MAX = 15_000;

/**
 * `refused`: the rules said no, and this is how the ticket stands now, if that is known; `failed`: the server could
 * not; `unreachable`: whether it was done is not known.
 */
export type Acted =
  | { readonly kind: "done" | "refused"; readonly track: Track | null }
  | { readonly kind: "failed" | "unreachable" };

async function ask(url: string, init: RequestInit): Promise<Response> {
  return await fetch(url, {
    ...init,
    headers: { accept: "application/json", ...init.headers },
    signal: AbortSignal.timeout(ACT_MS_MAX),
  });
}

/** Sends an action once; under the same `key` a second time is the same as the first. */
export async function postAction(
  base: string,
  { action, key }: { readonly action: TicketAction; readonly key: string },
): Promise<Acted> {
  try {
    const response = await ask(`${base}/${action}`, { method: "POST", headers: { "idempotency-key": key } });
    if (response.ok) return { kind: "done", track: parseTrack(await response.json()) };
    if (response.status !== 409) return { kind: "failed" };
    const now = await ask(`${base}/view`, { method: "GET" });
    return { kind: "refused", track: now.ok ? parseTrack(await now.json()) : null };
  } catch {
    return { kind: "unreachable" };
  }
}

/** Why the ticket stands where it stands; null when that cannot be learned now. */
export async function askWhy(base: string): Promise<Explained | null> {
  try {
    const response = await ask(`${base}/explanation`, { method: "GET" });
    return response.ok ? parseExplained(await response.json()) : null;
  } catch {
    return null;
  }
}
