/**
 * Which refusals of a late command have one answer. A desk that saw nobody else's doing asked for something that is
 * so already, or that only its own next step has overtaken: then nothing is left to do. Everything else that others
 * did meanwhile has two answers, and a person chooses.
 */
import { byOf } from "../../actors/identity/access.ts";
import type { StaffPrincipal } from "../../actors/identity/schema.ts";
import type { TicketState } from "../../actors/queue/schema.ts";
import { seeTicket } from "../../actors/queue/seen.ts";
import { isStaff } from "../../actors/queue/situation.ts";
import { type TicketView, ticketView } from "../../actors/queue/view.ts";
import type { Rejection } from "../../actors/shared/errors.ts";
import type { TicketId } from "../../actors/shared/ids.ts";
import type { Edge } from "../edge.ts";
import type { Call, Endpoint } from "../endpoint.ts";
import { callingProvider, findQueueOfTicket } from "./access.ts";

/** A late command and whose it is. */
export interface Late {
  readonly call: Call;
  readonly principal: StaffPrincipal;
  readonly declared: Pick<Endpoint, "path">;
  readonly params: Readonly<Record<string, string>>;
  readonly command: { readonly body?: Readonly<Record<string, unknown>> | undefined };
}

/** Whose doing settles the command: anybody's, the caller's own, or the caller's or their provider's. */
type Whose = "anybody" | "own" | "provider";

/** By action, the states in which nothing is left to do, and whose doing must have led there. */
const SETTLED: Readonly<Record<string, Readonly<Partial<Record<TicketState, Whose>>>>> = {
  acknowledge: { serving: "anybody", completed: "anybody" },
  call: { called: "own", serving: "own", completed: "own" },
  cancel: { cancelled: "anybody" },
  complete: { completed: "anybody" },
  defer: { waiting: "own" },
  hold: { held: "anybody" },
  leave: { cancelled: "anybody" },
  "no-show": { no_show: "anybody" },
  resume: { waiting: "anybody" },
  start: { serving: "provider", completed: "own" },
};

/** Refusals that say in which state the ticket is. */
const OF_STATE: ReadonlySet<Rejection["code"]> = new Set(
  ["wrong_state", "already_called", "recall_too_soon", "recall_limit"] as const,
);

function actionOf({ path }: Pick<Endpoint, "path">): string | null {
  return path.startsWith("/tickets/:ticketId/") ? path.slice(path.lastIndexOf("/") + 1) : null;
}

/** True when the ticket's last change was another member of staff's: theirs must not be overwritten unseen. */
export function isAgainstOthers({ facts = {} }: Rejection, { principal }: Pick<Late, "principal">): boolean {
  const by = facts["by"];
  return typeof by === "string" && isStaff(by) && by !== byOf(principal);
}

/** What the command asked for and is so already: the ticket as it stands, or null where a person must look. */
export async function settledBy(rejection: Rejection, late: Late): Promise<unknown> {
  const { code, facts = {} } = rejection;
  if (code === "already_waiting") return sameQueue(facts, late) ? facts["existing"] ?? null : null;
  const action = actionOf(late.declared);
  if (action === null || !OF_STATE.has(code)) return null;
  const present = await presentTicket(late.call.edge, late);
  if (present === null) return null;
  const whose = SETTLED[action]?.[present.status];
  if (whose === undefined || present.status !== facts["state"]) return null;
  return await isTheirs(whose, { late, facts, present }) ? present : null;
}

/** A person who has a place in the very queue that they were to join. */
function sameQueue(facts: Readonly<Record<string, unknown>>, { command }: Late): boolean {
  return facts["queueId"] !== undefined && facts["queueId"] === command.body?.["queueId"];
}

async function isTheirs(
  whose: Whose,
  { late, facts, present }: {
    readonly late: Late;
    readonly facts: Readonly<Record<string, unknown>>;
    readonly present: TicketView;
  },
): Promise<boolean> {
  if (whose === "anybody" || facts["by"] === byOf(late.principal)) return true;
  if (whose === "own" || present.providerId === null) return false;
  const { principal, call } = late;
  const policy = await findQueueOfTicket(call.edge, { ticketId: present.ticketId as TicketId, principal });
  return callingProvider(policy, { principal, named: undefined }) === present.providerId;
}

/** The ticket that the command is about as it stands now; null for a command about something else. */
export async function presentTicket(
  edge: Edge,
  { params, principal }: Pick<Late, "params" | "principal">,
): Promise<TicketView | null> {
  const ticketId = params["ticketId"];
  if (ticketId === undefined) return null;
  const { queueId } = await findQueueOfTicket(edge, { ticketId: ticketId as TicketId, principal });
  return await edge.system.queues.read(queueId, (state) => {
    const ticket = state.ticket(ticketId);
    return ticket === undefined ? null : ticketView(seeTicket(state, ticket, edge.system.estimate));
  });
}
