/**
 * The shapes of identity: tenants, accounts, sessions, people, and the principal that a request acts as. Stored
 * shapes are zod schemas, parsed on every read; what a principal may do is in `access.ts`.
 */
import { z } from "zod";
import type { PatientId, ProviderId, QueueId, TenantId, TicketId } from "../shared/ids.ts";

const id = <T extends string>() => z.string().min(1).max(64).transform((value) => value as T);
const at = z.int().nonnegative();

export const ROLES = ["receptionist", "nurse", "doctor", "administrator"] as const;
export type Role = (typeof ROLES)[number];

/** The tenant whose openness is confined to the demo: not served while the demo is off. */
export const DEMO_TENANT_ID = "demo";
export const USERNAME_CHARS_MAX = 64;
export const PASSWORD_CHARS_MIN = 8;
export const PASSWORD_CHARS_MAX = 200;

/** An organisation: the outer wall of all data. `hosts` are the host names that lead to it. */
export const Tenant = z.object({
  id: id<TenantId>(),
  name: z.string().min(1).max(120),
  hosts: z.array(z.string().min(1).max(255)).max(20).readonly(),
  createdAt: at,
});
export type Tenant = z.infer<typeof Tenant>;

/** A login of a member of staff. */
export const Account = z.object({
  id: z.string().min(1).max(64),
  tenantId: id<TenantId>(),
  /** Lower case, unique in the tenant. */
  username: z.string().min(1).max(USERNAME_CHARS_MAX),
  name: z.string().min(1).max(120),
  role: z.enum(ROLES),
  /** The provider whose lists this account serves by default. */
  providerId: id<ProviderId>().nullable(),
  passwordHash: z.string().min(1).max(500),
  isDisabled: z.boolean(),
  createdAt: at,
});
export type Account = z.infer<typeof Account>;

/**
 * A sign-in that lives until it expires or is revoked: of a program, which holds tokens, or of a page, which holds a
 * cookie. What either holds is known here only by a digest.
 */
export const Session = z.object({
  id: z.string().min(1).max(64),
  tenantId: id<TenantId>(),
  accountId: z.string().min(1).max(64),
  createdAt: at,
  expiresAt: at,
  /** Counts the refresh tokens issued; only the latest is good. */
  generation: z.int().nonnegative(),
  /** Null for a page's session: it has nothing to refresh. */
  refreshDigest: z.string().min(1).max(100).nullable(),
  /** Of the secret in a page's cookie; null for a program's session. */
  pageDigest: z.string().min(1).max(100).nullable().default(null),
  revokedAt: at.nullable(),
});
export type Session = z.infer<typeof Session>;

/** What is known of a patient. Everything else about a patient in the store and the log is the id. */
export const Person = z.object({
  name: z.string().min(1).max(120),
  phone: z.string().max(32).nullable(),
  birthDate: z.string().max(10).nullable(),
  language: z.string().max(35).nullable(),
});
export type Person = z.infer<typeof Person>;

export interface StaffPrincipal {
  readonly kind: "staff";
  readonly accountId: string;
  readonly tenantId: TenantId;
  readonly role: Role;
  readonly providerId: ProviderId | null;
  readonly sessionId: string;
  readonly name: string;
}

/** Who a request acts as. */
export type Principal =
  | { readonly kind: "anonymous" }
  | StaffPrincipal
  | {
    readonly kind: "patient";
    readonly patientId: PatientId;
    readonly tenantId: TenantId;
    readonly sessionId: string;
  }
  /** The cookie of `/t/:code`: the one who joined, for this ticket alone. */
  | {
    readonly kind: "link";
    readonly tenantId: TenantId;
    readonly queueId: QueueId;
    readonly ticketId: TicketId;
    readonly power: "holder";
  }
  /** A tracking token: it views one ticket. */
  | {
    readonly kind: "tracking";
    readonly tenantId: TenantId;
    readonly queueId: QueueId;
    readonly ticketId: TicketId;
    readonly linkVersion: number;
  };

/** Nobody in particular. */
export const ANONYMOUS: Principal = { kind: "anonymous" };
