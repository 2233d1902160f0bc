/**
 * Who may do what: one table of permissions, deny by default. It knows roles and powers, never tenants, tickets or
 * people: that a ticket is one's own tenant's or one's own is checked where the ticket is found.
 */
import { assertNever } from "../shared/assert.ts";
import { type Principal, type Role, ROLES } from "./schema.ts";

type Grantee = Role | "anonymous" | "patient" | "link" | "tracking";

const STAFF: readonly Grantee[] = ROLES;
const EVERYONE: readonly Grantee[] = [...ROLES, "anonymous", "patient", "link", "tracking"];
const PERSON: readonly Grantee[] = [...ROLES, "patient", "link"];

/** Each permission with those who have it. Whoever is not named is refused. */
const GRANTS = {
  /** Public screens: the route asks for the screen's unguessable id itself. */
  "display.read": EVERYONE,
  "docs.read": EVERYONE,
  "facility.administer": ["administrator"],
  "facility.read": STAFF,
  "health.read": EVERYONE,
  "metrics.read": ["administrator"],
  /** The route gives only people who hold or held a ticket in the queue asked. */
  "person.read": STAFF,
  /** By patient id; the route admits strangers only where the queue is open to unknown people. */
  "position.read": EVERYONE,
  "provider.administer": ["administrator"],
  "provider.read": STAFF,
  "provider.set_status": STAFF,
  "queue.administer": ["administrator"],
  "queue.call": STAFF,
  /** Strangers see and join only what may be joined without an account. */
  "queue.join": EVERYONE,
  "queue.lease_numbers": STAFF,
  "queue.list": EVERYONE,
  "queue.operate": STAFF,
  "queue.read": STAFF,
  "self.read": [...ROLES, "patient"],
  "session.create": EVERYONE,
  "session.end": [...ROLES, "patient"],
  "staff.read": STAFF,
  /** Each command that is sent needs its own permission too. */
  "sync.send": STAFF,
  "ticket.classify": STAFF,
  "ticket.list": STAFF,
  "ticket.move": ["receptionist", "administrator"],
  "ticket.pay": ["receptionist", "administrator"],
  "ticket.read": PERSON,
  "ticket.remove": STAFF,
  "ticket.serve": STAFF,
  /** What people do with their own place: step out, come back, give way, leave. */
  "ticket.stay": PERSON,
  /** The route asks for the tracking token itself. */
  "ticket.track": EVERYONE,
} as const satisfies Readonly<Record<string, readonly Grantee[]>>;

export type Permission = keyof typeof GRANTS;

const TABLE = new Map<string, ReadonlySet<Grantee>>(
  Object.entries(GRANTS).map(([permission, grantees]) => [permission, new Set<Grantee>(grantees)]),
);

/** Every permission there is. */
export const PERMISSIONS: readonly string[] = [...TABLE.keys()];

/** True when `principal` has `permission`; an unknown permission is nobody's. */
export function permits(principal: Principal, permission: Permission): boolean {
  const grantee = principal.kind === "staff" ? principal.role : principal.kind;
  return TABLE.get(permission)?.has(grantee) ?? false;
}

/** How events name whoever caused them (see `Turn.by`). */
export function byOf(principal: Principal): string {
  switch (principal.kind) {
    case "anonymous":
      return "anonymous";
    case "staff":
      return `staff:${principal.accountId}`;
    case "patient":
      return `patient:${principal.patientId}`;
    case "link":
    case "tracking":
      return `link:${principal.ticketId}`;
    default:
      return assertNever(principal);
  }
}
