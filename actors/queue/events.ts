/** Names for single members of the queue's unions of commands and events. No values live here. */
import type { QueueCommand } from "./commands.ts";
import type { QueueEvent } from "./schema.ts";

/** The event of one type. */
export type EventOf<Type extends QueueEvent["type"]> = Extract<QueueEvent, { readonly type: Type }>;

/** The command of one type; those that are only about a ticket are `TicketCommand`s. */
export type CommandOf<Type extends QueueCommand["type"]> = Extract<QueueCommand, { readonly type: Type }>;

/** An event with its place in the log. */
export interface Logged<Event> {
  readonly event: Event;
  readonly seq: number;
}
