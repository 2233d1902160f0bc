/**
 * Keeps a display that nobody touches on the newest edition of its page: it asks from time to time and whenever the
 * server was away, and loads the page again when it has changed. Pure of the browser; it never loads a page that
 * does not answer.
 */

export interface EditionDeps {
  /** The edition that the server would give now; null when it did not say. */
  ask(): Promise<string | null>;
  /** Loads the page again if it is there. */
  reload(): Promise<void>;
  /** True while somebody is being called: the page stays until that has been said. */
  isBusy(): boolean;
  /** Epoch ms of the last reload for an edition, or null. */
  reloadedAt(): number | null;
  now(): number;
  after(ms: number, task: () => void): () => void;
  random(): number;
}

export interface Edition {
  /** Asks soon: the server was away and may have come back as another. */
  suspect(): void;
  stop(): void;
}

export const ASK_MS = 10 * 60_000;
/** Not all displays of a building at once. */
export const SUSPECT_MS_MAX = 20_000;
const BUSY_MS = 15_000;
/** While two editions are served side by side a display would reload at every question. */
export const RELOAD_MS_MIN = 5 * 60_000;

/** Follows the editions of a page that was made from `edition`. */
export function followEdition(edition: string, deps: EditionDeps): Edition {
  let isStopped = false;
  let cancel = () => {};

  function askIn(ms: number): void {
    cancel();
    if (!isStopped) cancel = deps.after(ms, () => void ask());
  }

  async function ask(): Promise<void> {
    const current = await deps.ask();
    if (isStopped) return;
    const ms = current === null || current === edition ? ASK_MS : await renew();
    askIn(ms + deps.random() * ms / 4);
  }

  /** Loads the new edition if this is the moment; answers when to ask again otherwise. */
  async function renew(): Promise<number> {
    if (deps.isBusy()) return BUSY_MS;
    const reloadedAt = deps.reloadedAt();
    const waitMs = reloadedAt === null ? 0 : reloadedAt + RELOAD_MS_MIN - deps.now();
    if (waitMs > 0) return Math.min(waitMs, RELOAD_MS_MIN);
    await deps.reload();
    return RELOAD_MS_MIN;
  }

  askIn(ASK_MS + deps.random() * ASK_MS / 4);
  return {
    suspect: () => askIn(deps.random() * SUSPECT_MS_MAX),
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
