/**
 * The fields that several endpoints take, as zod schemas: texts with their bounds, classes by name or number,
 * instants. Unknown fields are refused by the strict objects that use them.
 */
import { z } from "zod";
import { MODES, NEEDS, type TicketClass } from "../../actors/queue/schema.ts";
import { isId } from "../../actors/shared/ids.ts";

export const REASON_CHARS_MAX = 500;
/** S0's numbers: 1 is an emergency, 2 and 3 urgent, the rest routine. */
const URGENT_NUMBER_MAX = 3;

/** An id of ours, given by a client. */
export function idField<T extends string>() {
  return z.string().max(64).refine(isId, "Expected an id").transform((value) => value as T);
}

/** Why something is done; kept in the personal-data store. */
export const reason = z.string().trim().min(1).max(REASON_CHARS_MAX);

function classOf(value: TicketClass | number): TicketClass {
  if (typeof value === "string") return value;
  if (value === 1) return "emergency";
  return value <= URGENT_NUMBER_MAX ? "urgent" : "routine";
}

/** A class by name, or by number from 1 (emergency) to 10; forms send the number as text. */
export const priority = z.union([
  z.enum(["emergency", "urgent", "routine"]),
  z.int().min(1).max(10),
  z.string().regex(/^([1-9]|10)$/).transform(Number),
]).transform(classOf);

/** Yes or no; forms send it as text. */
export const flag = z.union([
  z.boolean(),
  z.enum(["true", "on", "1"]).transform(() => true),
  z.enum(["false", "off", "0"]).transform(() => false),
]);

/** Needs without repetition; a form sends a single one without a list. */
export const needs = z.union([
  z.array(z.enum(NEEDS)).max(NEEDS.length),
  z.enum(NEEDS).transform((need) => [need]),
]).transform((list) => [...new Set(list)]);

export const mode = z.enum(MODES);
export const appointmentType = z.string().trim().min(1).max(40);
/** A room or desk as the person is told it. */
export const room = z.string().trim().min(1).max(40);

/** An instant since 1970 in ISO 8601 with its offset, as epoch ms. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
  .refine((at) => at >= 0, "Expected an instant after 1970");

/** A name that people can call out: no control characters, and not only marks that nobody sees. */
const personName = z.string().trim().min(1).max(120)
  .regex(/^\P{Cc}*$/u, "Expected no control characters")
  .regex(/[\p{L}\p{N}]/u, "Expected a letter or a digit");

/** Whoever is new: the joiner's own words, bounded. */
export const patient = z.strictObject({
  name: personName,
  phone: z.string().trim().regex(/^\+?[0-9][0-9 ()./-]{3,30}$/, "Expected a phone number").optional(),
  birthDate: z.iso.date().optional(),
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "Expected a language tag").max(35)
    .optional(),
  needs: needs.optional(),
});
