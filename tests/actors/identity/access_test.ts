/** The permission table: what each kind of caller may, and that silence means no. */
import { byOf, type Permission, PERMISSIONS, permits } from "../../../actors/identity/access.ts";
import { ANONYMOUS, type Principal, type Role, ROLES } from "../../../actors/identity/schema.ts";
import type { PatientId, QueueId, TenantId, TicketId } from "../../../actors/shared/ids.ts";
import { assert, assertEquals } from "@std/assert";

const tenantId = "t1" as TenantId;
const staff = (role: Role): Principal => ({
  kind: "staff",
  accountId: "a1",
  tenantId,
  role,
  providerId: null,
  sessionId: "s1",
  name: "Someone",
});
const link: Principal = {
  kind: "link",
  tenantId,
  queueId: "q1" as QueueId,
  ticketId: "k1" as TicketId,
  power: "holder",
};
const patient: Principal = {
  kind: "patient",
  tenantId,
  patientId: "p1" as PatientId,
  sessionId: "s1",
};
const tracking: Principal = { ...link, kind: "tracking", linkVersion: 1 };

const allowed = (principal: Principal) =>
  PERMISSIONS.filter((permission) => permits(principal, permission as Permission)).sort();

Deno.test("permits() gives strangers only what is public", () => {
  assertEquals(allowed(ANONYMOUS), [
    "display.read",
    "docs.read",
    "health.read",
    "position.read",
    "queue.join",
    "queue.list",
    "session.create",
    "ticket.track",
  ]);
});

Deno.test("permits() gives a tracking token no more than a stranger", () => {
  assertEquals(allowed(tracking), allowed(ANONYMOUS));
});

Deno.test("permits() lets the holder of a link stay or leave, but not serve or rank", () => {
  assert(permits(link, "ticket.stay"));
  assert(permits(link, "ticket.read"));
  for (const permission of ["ticket.serve", "ticket.move", "ticket.classify", "ticket.remove"] as const) {
    assert(!permits(link, permission), permission);
  }
});

Deno.test("permits() tells names of patients and colleagues to staff alone", () => {
  for (const permission of ["person.read", "staff.read"] as const) {
    assert(ROLES.every((role) => permits(staff(role), permission)), permission);
    const others: readonly Principal[] = [ANONYMOUS, link, tracking, patient];
    assert(!others.some((principal) => permits(principal, permission)), permission);
  }
});

Deno.test("permits() keeps administration to administrators", () => {
  const administration = PERMISSIONS.filter((name) =>
    name.endsWith(".administer") || name === "metrics.read"
  );
  assertEquals(administration.length, 4);
  for (const role of ROLES) {
    for (const permission of administration) {
      assertEquals(
        permits(staff(role), permission as Permission),
        role === "administrator",
        `${role} ${permission}`,
      );
    }
  }
});

Deno.test("permits() lets receptionists and administrators move, nurses and doctors not", () => {
  const movers = ROLES.filter((role) => permits(staff(role), "ticket.move"));
  assertEquals(movers, ["receptionist", "administrator"]);
});

Deno.test("permits() refuses a permission that is not in the table", () => {
  assert(!permits(staff("administrator"), "queue.destroy" as Permission));
});

Deno.test("byOf() names each kind of caller, sessions aside", () => {
  assertEquals([byOf(ANONYMOUS), byOf(staff("nurse")), byOf(link), byOf(tracking)], [
    "anonymous",
    "staff:a1",
    "link:k1",
    "link:k1",
  ]);
});
