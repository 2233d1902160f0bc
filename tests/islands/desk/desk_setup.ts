/** A desk's model over a server that is given by hand. */
import { signal } from "@preact/signals";
import type { Answer, AskOptions } from "../../../islands/api.ts";
import type { Command, Sent } from "../../../islands/desk/commands.ts";
import { createDeskModel, type DeskModel } from "../../../islands/desk/desk_model.ts";
import type { DeskProps } from "../../../islands/desk/desk_props.ts";
import { createPeople } from "../../../islands/desk/people.ts";
import type { Offline } from "../../../islands/offline/open_offline.ts";
import { wordsFor } from "../../../actors/shared/i18n.ts";
import { NOW } from "./desk_rows.ts";

export const PROPS: DeskProps = {
  queueId: "queue",
  facilityId: "facility",
  facilityName: "Riverside Clinic",
  timeZone: "UTC",
  dayStartsAtMinutes: 0,
  language: "en",
  words: wordsFor("en", ["desk.", "state.", "room.", "class.", "need."]),
  walkInWords: [],
  account: { tenantId: "tenant", id: "me", name: "Robin", mayMove: true },
  providers: [],
  queues: [],
  renderedAt: NOW,
};

export interface Question extends AskOptions {
  readonly path: string;
}

/** The desk, what it sent and asked, and the answers that are still to come. */
export interface Setup {
  readonly model: DeskModel;
  readonly sent: Command[];
  readonly asked: Question[];
}

export const UNREACHABLE: Answer = { kind: "unreachable", retryAfterMs: null };

export function done(data: unknown): Answer {
  return { kind: "done", status: 200, body: { data }, isReplay: false };
}

export function refused(code: string, facts: Readonly<Record<string, unknown>> = {}): Answer {
  return { kind: "refused", problem: { status: 409, code, detail: "", facts } };
}

/** A desk that answers commands with `send` and questions with `ask`. */
export function setUp({ send = () => done({ version: 11 }), ask = () => UNREACHABLE }: {
  readonly send?: (command: Command) => Sent | Promise<Sent>;
  readonly ask?: (question: Question) => Answer | Promise<Answer>;
} = {}): Setup {
  const sent: Command[] = [];
  const asked: Question[] = [];
  const people = createPeople("queue", { ask: () => Promise.resolve(UNREACHABLE), after: () => () => {} });
  const commands = {
    send(command: Command): Promise<Sent> {
      sent.push(command);
      return Promise.resolve(send(command));
    },
    settled: () => Promise.resolve(),
  };
  const model = createDeskModel(PROPS, "queue", {
    ask(path, options = {}) {
      asked.push({ path, ...options });
      return Promise.resolve(ask({ path, ...options }));
    },
    commands,
    people,
    offline: signal<Offline | null>(null),
  });
  return { model, sent, asked };
}
