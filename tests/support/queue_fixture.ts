/** A queue's commands and configuration in their shortest form, for tests that care about one thing at a time. */
import type { JoinCommand, QueueCommand } from "../../actors/queue/commands.ts";
import type { QueueConfig, TicketClass } from "../../actors/queue/schema.ts";
import type {
  FacilityId,
  Locator,
  PatientId,
  ProviderId,
  TenantId,
  TicketId,
  TrackingCode,
} from "../../actors/shared/ids.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** A Monday, 08:00 in UTC. */
export const START_AT = Date.UTC(2026, 2, 2, 8);

export const CONFIG: QueueConfig = {
  tenantId: "tenant" as TenantId,
  facilityId: "facility" as FacilityId,
  locator: "loc00000" as Locator,
  displayId: "display0000000000",
  name: "General",
  prefix: "A",
  ordering: "token",
  timeZone: "UTC",
  dayStartsAtMinutes: 0,
  carriesOver: false,
  capacity: null,
  waitlistCapacity: 10,
  selfJoin: true,
  isOpenToUnknown: false,
  providerIds: ["dr" as ProviderId],
  defaultServiceMinutes: 15,
  serviceMinutes: { blood: 5, cleared: null },
  graceMinutes: { in_person: 15, online: 2 },
  holdMinutes: 20,
  deferPlaces: 2,
  headStartMinutes: { urgent: 30, need: 10, needsMax: 20 },
};

export function create(changes: Partial<QueueConfig> = {}): QueueCommand {
  return { type: "CreateQueue", config: { ...CONFIG, ...changes } };
}

export function change(changes: Partial<QueueConfig>, ifRevision?: number): QueueCommand {
  const config = { ...CONFIG, ...changes };
  return ifRevision === undefined
    ? { type: "ChangeQueue", config }
    : { type: "ChangeQueue", config, ifRevision };
}

/** A join of the patient `p-<name>` with the ticket `name`. */
export function join(name: string, changes: Partial<JoinCommand> = {}): JoinCommand {
  return {
    type: "Join",
    ticketId: id(name),
    code: `code-${name}` as TrackingCode,
    patientId: patient(name),
    isNewPatient: false,
    class: null,
    isStaff: false,
    declaredNeeds: [],
    mode: "in_person",
    appointmentType: null,
    acceptWaitlist: false,
    ...changes,
  };
}

/** A join that the staff enter with a class. */
export function joinAs(
  ticketClass: TicketClass,
  name: string,
  changes: Partial<JoinCommand> = {},
): JoinCommand {
  return join(name, { class: ticketClass, isStaff: true, ...changes });
}

export function id(name: string): TicketId {
  return name as TicketId;
}

export function patient(name: string): PatientId {
  return `p-${name}` as PatientId;
}

export function callNext(options: { caller?: string; after?: string } = {}): QueueCommand {
  const { caller = "desk", after } = options;
  return {
    type: "CallNext",
    providerId: null,
    room: null,
    caller,
    after: after === undefined ? null : id(after),
  };
}

export function call(name: string): QueueCommand {
  return { type: "Call", ticketId: id(name), providerId: null, room: null, caller: "desk" };
}

export function complete(name: string, caller: string | null = null): QueueCommand {
  const callNext = caller === null ? null : { caller, room: null };
  return { type: "Complete", ticketId: id(name), callNext };
}

type Plain = "Start" | "NoShow" | "Hold" | "Resume" | "Leave" | "Defer" | "Undo" | "Acknowledge";

/** A command that needs nothing but its ticket. */
export function act(type: Plain, name: string): QueueCommand {
  return { type, ticketId: id(name) };
}

export function cancel(name: string): QueueCommand {
  return { type: "Cancel", ticketId: id(name), reasonId: null };
}

export function move(name: string, position: number): QueueCommand {
  return { type: "Move", ticketId: id(name), position, reasonId: null };
}

export function setPriority(name: string, ticketClass: TicketClass): QueueCommand {
  return { type: "SetPriority", ticketId: id(name), class: ticketClass, reasonId: null };
}

export function setStatus(type: "OpenQueue" | "PauseQueue" | "CloseQueue" | "ArchiveQueue"): QueueCommand {
  return { type, reasonId: null };
}
