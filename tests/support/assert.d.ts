/**
 * Types of the assertions that `assert.ts` passes on. They repeat the standard library's signatures and must
 * not promise anything that the library does not do.
 */

/** What an assertion throws when it does not hold. */
export class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions);
}

// deno-lint-ignore no-explicit-any -- a constructor of anything, as `instanceof` takes it
export type Constructor<T> = abstract new (...parameters: any[]) => T;

type Falsy = false | 0 | 0n | "" | null | undefined;

/** Is `expression` truthy? Narrows. */
export function assert(expression: unknown, message?: string): asserts expression;
/** Is `expression` falsy? Narrows. */
export function assertFalse(expression: unknown, message?: string): asserts expression is Falsy;
/** Are the two deeply equal? */
export function assertEquals<T>(
  actual: T,
  expected: T,
  message?: string | { readonly message?: string; readonly formatter?: (value: unknown) => string },
): void;
/** Are the two not deeply equal? */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
/** Are the two the same by `Object.is`? Narrows. */
export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
/** Are the two not the same by `Object.is`? */
export function assertNotStrictEquals<T>(actual: T, expected: T, message?: string): void;
/** Do the two differ by no more than `tolerance` (by default a millionth part)? */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void;
/** Does the list hold every expected element, deeply compared? */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  message?: string,
): void;
/** Is it neither null nor undefined? Narrows. */
export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T>;
/** Is `actual` more than `expected`? */
export function assertGreater<T>(actual: T, expected: T, message?: string): void;
/** Is `actual` at least `expected`? */
export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void;
/** Is `actual` less than `expected`? */
export function assertLess<T>(actual: T, expected: T, message?: string): void;
/** Is `actual` at most `expected`? */
export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void;
/** Is it made by `expectedType`? Narrows. */
export function assertInstanceOf<T>(
  actual: unknown,
  expectedType: Constructor<T>,
  message?: string,
): asserts actual is T;
/** Is it not made by `unexpectedType`? */
export function assertNotInstanceOf<A, T>(
  actual: A,
  unexpectedType: Constructor<T>,
  message?: string,
): asserts actual is Exclude<A, T>;
/** Is it an error of that class whose message holds `messageIncludes`? Narrows. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: Constructor<E>,
  messageIncludes?: string | RegExp,
  message?: string,
): asserts error is E;
/** Does the text match? */
export function assertMatch(actual: string, expected: RegExp, message?: string): void;
/** Does the text not match? */
export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
/** Does `actual` hold every property of `expected`, deeply compared, whatever else it holds? */
export function assertObjectMatch(
  actual: Readonly<Record<PropertyKey, unknown>>,
  expected: Readonly<Record<PropertyKey, unknown>>,
  message?: string,
): void;
/** Does the text hold `expected`? */
export function assertStringIncludes(actual: string, expected: string, message?: string): void;
/** Does the call throw? Gives what was thrown. */
export function assertThrows(run: () => unknown, message?: string): unknown;
/** Does the call throw an error of that class whose message holds `messageIncludes`? Gives the error. */
export function assertThrows<E extends Error = Error>(
  run: () => unknown,
  ErrorClass: Constructor<E>,
  messageIncludes?: string,
  message?: string,
): E;
/** Does the promise reject? Gives the reason; a call that throws at once does not pass. */
export function assertRejects(run: () => PromiseLike<unknown>, message?: string): Promise<unknown>;
/** Does the promise reject with an error of that class whose message holds `messageIncludes`? Gives the error. */
export function assertRejects<E extends Error = Error>(
  run: () => PromiseLike<unknown>,
  ErrorClass: Constructor<E>,
  messageIncludes?: string,
  message?: string,
): Promise<E>;
/** Are the two deeply equal? Answers instead of throwing. */
export function equal(actual: unknown, expected: unknown): boolean;
/** Fails the test here. */
export function fail(message?: string): never;
/** Fails the test for what is not written yet. */
export function unimplemented(message?: string): never;
/** Fails the test where it must never come. */
export function unreachable(reason?: string): never;
