/**
 * Waiting for a step of a run while people work: the first of them who finds a promise broken ends the wait, and so
 * does time, so that a run never hangs and always says where it was.
 */

export interface WatchedOptions {
  /** Rejects when somebody finds something wrong; must not resolve before everybody was sent home. */
  readonly work: Promise<unknown>;
  /** Where the run is: its seed, how far it is, which step. */
  readonly what: string;
  readonly msMax: number;
}

/**
 * What `step` gives. Rejects with an error that names `what` as soon as the step fails, `work` ends, or `msMax` is
 * over; the step then goes on by itself.
 */
export function watched<T>(step: Promise<T>, { work, what, msMax }: WatchedOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const settle = (tell: () => void) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      tell();
    };
    const fail = (cause: unknown) =>
      settle(() => reject(new Error(`A promise was broken at ${what}`, { cause })));
    const timer = setTimeout(() => fail(new Error(`It took longer than ${msMax} ms`)), msMax);
    work.then(() => fail(new Error("Everybody stopped working")), fail);
    step.then((value) => settle(() => resolve(value)), fail);
  });
}

/** True when `promise` settled within `msMax`, whichever way. */
export async function isOverWithin(promise: Promise<unknown>, msMax: number): Promise<boolean> {
  const { promise: isOver, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), msMax);
  promise.then(() => resolve(true), () => resolve(true));
  return await isOver.finally(() => clearTimeout(timer));
}
