/**
 * A simulated clinic day that keeps the demo's screens alive: people arrive, are called, served and go. It acts only
 * through the commands that everybody uses, and ends only tickets that it brought itself: a visitor who is called
 * keeps their turn until they come, leave, or their grace passes.
 */
import type { Cancel } from "../runtime/deps.ts";
import { CODE_SECRET_CHARS, TICKET_SECRET_CHARS, ticketIdOf, trackingCodeOf } from "../shared/ids.ts";
import type { PatientId, QueueId, TicketId } from "../shared/ids.ts";
import { AppError, RejectedError } from "../shared/errors.ts";
import type { QueueState } from "../queue/state.ts";
import type { QueueCommand } from "../queue/commands.ts";
import type { Ticket } from "../queue/schema.ts";
import type { System } from "../system.ts";

const STEP_MS = 4_000;
/** The line that arrivals keep up: enough to see movement, short enough to see its end. */
const LINE_MIN = 3;
const LINE_MAX = 7;
const ARRIVAL_CHANCE = 0.25;
const WALK_IN_MS = 15_000;
const SERVICE_MS_MIN = 60_000;
const SERVICE_MS_SPREAD = 180_000;
const NO_SHOW_CHANCE = 0.04;
const PATIENT_ID_CHARS = 16;
const CALLER = "traffic";

/** What one look at a queue says is to be done next. */
interface Sight {
  readonly waiting: number;
  readonly called: readonly Ticket[];
  readonly serving: readonly Ticket[];
}

/** Starts the simulated day in `queueIds`; the returned function ends it. */
export function startTraffic(system: System, queueIds: readonly QueueId[]): Cancel {
  const brought = new Set<TicketId>();
  let isStopped = false;
  let cancel: Cancel = () => {};

  async function step(): Promise<void> {
    for (const queueId of queueIds) {
      if (!isStopped) await stepQueue(system, { queueId, brought });
    }
  }

  function schedule(): void {
    cancel = system.after(STEP_MS, () => {
      step().catch((cause) => system.log("warn", "Demo traffic failed", { cause: String(cause) })).finally(
        () => {
          if (!isStopped) schedule();
        },
      );
    });
  }

  schedule();
  return () => {
    isStopped = true;
    cancel();
  };
}

async function stepQueue(
  system: System,
  { queueId, brought }: { readonly queueId: QueueId; readonly brought: Set<TicketId> },
): Promise<void> {
  const sight = await system.queues.read(queueId, look);
  for (const command of plan(system, { sight, brought })) {
    await attempt(system, { queueId, command, brought });
  }
  const isArriving = sight.waiting < LINE_MIN ||
    (sight.waiting < LINE_MAX && system.random() < ARRIVAL_CHANCE);
  if (!isArriving) return;
  const entry = await system.directory.byId(queueId);
  if (entry === null) return;
  const command: QueueCommand = {
    type: "Join",
    ticketId: ticketIdOf(entry.locator, system.mintId(TICKET_SECRET_CHARS)),
    code: trackingCodeOf(entry.locator, system.mintId(CODE_SECRET_CHARS)),
    patientId: system.mintId(PATIENT_ID_CHARS) as PatientId,
    isNewPatient: true,
    class: null,
    isStaff: false,
    declaredNeeds: [],
    mode: "in_person",
    appointmentType: null,
    acceptWaitlist: false,
  };
  brought.add(command.ticketId);
  await attempt(system, { queueId, command, brought });
}

function look(state: QueueState): Sight {
  return { waiting: state.counts.waiting, called: [...state.called()], serving: [...state.serving()] };
}

/** Finishes who was served long enough, seats who walked in, and calls the next when nobody is left to do. */
function plan(
  system: System,
  { sight, brought }: { readonly sight: Sight; readonly brought: ReadonlySet<TicketId> },
): readonly QueueCommand[] {
  const now = system.now();
  const own = (tickets: readonly Ticket[]) => tickets.filter((ticket) => brought.has(ticket.id));
  const commands: QueueCommand[] = [];
  for (const ticket of own(sight.serving)) {
    const servedMs = now - (ticket.startedAt ?? now);
    if (servedMs < SERVICE_MS_MIN + system.random() * SERVICE_MS_SPREAD) continue;
    commands.push({ type: "Complete", ticketId: ticket.id, callNext: null });
  }
  for (const ticket of own(sight.called)) {
    if (now - (ticket.lastCalledAt ?? now) < WALK_IN_MS) continue;
    const isAbsent = system.random() < NO_SHOW_CHANCE;
    commands.push({ type: isAbsent ? "NoShow" : "Start", ticketId: ticket.id });
  }
  if (own(sight.called).length === 0 && own(sight.serving).length === 0 && sight.waiting > 0) {
    commands.push({ type: "CallNext", providerId: null, room: "1", caller: CALLER, after: null });
  }
  return commands;
}

/** Sends one command; a refusal is part of a day, and what a visitor or a desk did first stands. */
async function attempt(
  system: System,
  { queueId, command, brought }: {
    readonly queueId: QueueId;
    readonly command: QueueCommand;
    readonly brought: Set<TicketId>;
  },
): Promise<void> {
  try {
    const { outcome } = await system.queues.send(queueId, { command, by: "system:traffic" });
    if (command.type === "Complete" || command.type === "NoShow") brought.delete(command.ticketId);
    if (outcome.seen?.ticket.state === "cancelled") brought.delete(outcome.seen.ticket.id);
  } catch (error) {
    if (!(error instanceof RejectedError || error instanceof AppError)) throw error;
    if ("ticketId" in command) brought.delete(command.ticketId);
  }
}
