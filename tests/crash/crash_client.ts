/**
 * A client that works the queue while the program beneath it is killed: it remembers every acknowledgement and
 * repeats what was never answered under its first key, as a well-made client does.
 */

/** What the client was told, and so what must be true for ever after. */
export interface Acknowledged {
  readonly tokenNumber: number;
  readonly trackingToken: string;
  readonly patientId: string;
  /** Rises with what was acknowledged: joined, then one of the ends or steps. */
  status: string;
}

export interface CrashClientOptions {
  readonly queueId: string;
  readonly random: () => number;
  /** The origin of the program as it runs now; it changes with every restart. */
  readonly origin: () => string;
  readonly bearer: () => string;
}

interface Reply {
  readonly status: number;
  readonly isReplay: boolean;
  readonly body: { readonly data?: Record<string, unknown>; readonly code?: string };
}

const REQUEST_MS_MAX = 5_000;
const IDLE_LOOK_MS = 5;
/** Answers after which the same request under the same key must be made again. */
const RETRY_STATUSES = [429, 503];

export class CrashClient {
  readonly acknowledged = new Map<string, Acknowledged>();
  acknowledgements = 0;
  replays = 0;
  #isStopped = false;
  #isPaused = false;
  #isIdle = false;
  readonly #options: CrashClientOptions;

  constructor(options: CrashClientOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves when the request under way is answered; no other is begun before `resume`. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    while (!this.#isIdle && !this.#isStopped) await pause(IDLE_LOOK_MS);
  }

  resume(): void {
    this.#isPaused = false;
  }

  /** Works until stopped: joins, and now and then serves somebody or lets somebody leave. */
  async run(): Promise<void> {
    while (!this.#isStopped) {
      this.#isIdle = this.#isPaused;
      if (this.#isPaused) {
        await pause(IDLE_LOOK_MS);
        continue;
      }
      const dice = this.#options.random();
      if (dice < 0.55) await this.#join();
      else if (dice < 0.85) await this.#serveNext();
      else await this.#cancelOne();
    }
  }

  async #join(): Promise<void> {
    const { queueId } = this.#options;
    const reply = await this.#post("/queues/join", { queueId, patient: { name: "Crash Test" } });
    const data = reply?.body.data;
    if (reply === null || data === undefined) return;
    this.acknowledged.set(String(data.ticketId), {
      tokenNumber: Number(data.tokenNumber),
      trackingToken: String(data.trackingToken),
      patientId: String(data.patientId),
      status: String(data.status),
    });
  }

  async #serveNext(): Promise<void> {
    const called = await this.#post(`/queues/${this.#options.queueId}/call-next`, {});
    const ticketId = called?.body.data?.ticketId;
    if (typeof ticketId !== "string") return;
    this.#advance(ticketId, "called");
    if (await this.#step(ticketId, "start", "serving")) await this.#step(ticketId, "complete", "completed");
  }

  async #cancelOne(): Promise<void> {
    const waiting = [...this.acknowledged].filter(([, one]) => one.status === "waiting");
    const chosen = waiting[Math.floor(this.#options.random() * waiting.length)];
    if (chosen !== undefined) await this.#step(chosen[0], "cancel", "cancelled");
  }

  async #step(ticketId: string, step: string, status: string): Promise<boolean> {
    const reply = await this.#post(`/tickets/${ticketId}/${step}`, {});
    if (reply?.status !== 200) return false;
    this.#advance(ticketId, status);
    return true;
  }

  #advance(ticketId: string, status: string): void {
    const known = this.acknowledged.get(ticketId);
    if (known !== undefined) known.status = status;
  }

  /** Posts until it is answered; null when the client was stopped before an answer came. */
  async #post(path: string, body: unknown): Promise<Reply | null> {
    const key = crypto.randomUUID();
    while (!this.#isStopped) {
      const reply = await this.#attempt(path, { body, key });
      if (reply !== null && !RETRY_STATUSES.includes(reply.status)) {
        if (reply.status >= 500) {
          throw new Error(`${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
        }
        this.acknowledgements++;
        if (reply.isReplay) this.replays++;
        return reply;
      }
      await pause(20);
    }
    return null;
  }

  async #attempt(
    path: string,
    request: { readonly body: unknown; readonly key: string },
  ): Promise<Reply | null> {
    const answer = await this.#answer(path, request);
    if (answer === null) return null;
    const { response, text } = answer;
    return {
      status: response.status,
      isReplay: response.headers.has("idempotency-replayed"),
      body: parse(text, `${path} answered ${response.status}`),
    };
  }

  /** A whole answer; null when there was none, or when it was cut. */
  async #answer(
    path: string,
    request: { readonly body: unknown; readonly key: string },
  ): Promise<{ readonly response: Response; readonly text: string } | null> {
    try {
      const response = await fetch(`${this.#options.origin()}/api/v1${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "idempotency-key": request.key,
          authorization: `Bearer ${this.#options.bearer()}`,
        },
        body: JSON.stringify(request.body),
        signal: AbortSignal.timeout(REQUEST_MS_MAX),
      });
      return { response, text: await response.text() };
    } catch {
      return null;
    }
  }
}

function parse(text: string, what: string): Reply["body"] {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${what} with ${text.length} characters that are no JSON`, { cause });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
