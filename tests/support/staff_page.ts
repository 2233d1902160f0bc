/**
 * Members of staff for tests of pages: one with a login, and signing in by the form as a browser does.
 */
import type { Account, Role } from "../../actors/identity/schema.ts";
import type { ProviderId, TenantId } from "../../actors/shared/ids.ts";
import type { PageWorld } from "./page_world.ts";

export const NURSE = { username: "nuria", password: "correct horse", name: "Nuria Nurse" } as const;

/** Makes an account that signs in with {@link NURSE}'s name and password. */
export function employ(
  { system }: Pick<PageWorld, "system">,
  tenantId = "tenant" as TenantId,
  { role = "nurse", providerId = null }: { readonly role?: Role; readonly providerId?: ProviderId | null } =
    {},
): Promise<Account> {
  return system.identity.createAccount({ ...NURSE, tenantId, role, providerId });
}

/** Sends the form of signing in; what is not given is right. */
export function signIn(
  { visit }: Pick<PageWorld, "visit">,
  fields: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { username, password } = NURSE;
  const body = new URLSearchParams({ tenant: "tenant", username, password, ...fields });
  return visit("/sign-in", { method: "POST", body, headers });
}
