/**
 * Assertions that stay on in production. They guard against bugs, never against what a user sends: a refusal
 * is a value (see `errors.ts`), a failed assertion is a defect of the program.
 */

/** A broken invariant: the program, not its input, is wrong. */
export class AssertionFailed extends Error {
  override readonly name = "AssertionFailed";
}

/** Throws {@link AssertionFailed} with `message` unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailed(message);
}

/** Ends a switch over one of our unions: does not compile while a case is missing, throws on corrupt input. */
export function assertNever(value: never): never {
  throw new AssertionFailed(`Unexpected value ${JSON.stringify(value)}`);
}
