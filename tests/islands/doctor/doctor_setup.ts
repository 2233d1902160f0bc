/** The model of a doctor's page over a server that is given by hand, and its parts as HTML. */
import { signal } from "@preact/signals";
import { h, type VNode } from "preact";
import { render } from "preact-render-to-string";
import { wordsFor } from "../../../actors/shared/i18n.ts";
import type { Answer } from "../../../islands/api.ts";
import type { Command, Sent } from "../../../islands/desk/commands.ts";
import { DeskContext } from "../../../islands/desk/desk_context.ts";
import { createPeople } from "../../../islands/desk/people.ts";
import type { DeskRow, DeskView } from "../../../islands/desk_state.ts";
import { DoctorContext } from "../../../islands/doctor/doctor_context.ts";
import { createDoctorModel, type DoctorModel } from "../../../islands/doctor/doctor_model.ts";
import type { DoctorProps } from "../../../islands/doctor/doctor_props.ts";
import type { Offline } from "../../../islands/offline/open_offline.ts";
import { row, view } from "../desk/desk_rows.ts";
import { done, PROPS as DESK_PROPS, UNREACHABLE } from "../desk/desk_setup.ts";

export const PROPS: DoctorProps = {
  ...DESK_PROPS,
  words: wordsFor("en", ["class.", "desk.", "doctor.", "need.", "queue.", "room.", "staff.", "state."]),
  providers: [{ id: "dr", name: "Dr Osei" }, { id: "other", name: "Dr Other" }],
  ownProviderId: "dr",
};

/** A person called to this page's provider. */
export function called(name: string, changes: Partial<DeskRow> = {}): DeskRow {
  return row(name, {
    status: "called",
    providerId: "dr",
    calledBy: "staff:me",
    calledAt: row(name).joinedAt,
    calls: 1,
    position: 0,
    ...changes,
  });
}

/** A line with these rows, in which `dr` works. */
export function line(rows: readonly DeskRow[], queue: Partial<DeskView["queue"]> = {}): DeskView {
  const plain = view(rows);
  const providers = [{ providerId: "dr", status: "available", until: null }];
  return { ...plain, queue: { ...plain.queue, providers, ...queue } };
}

export interface DoctorSetup {
  readonly model: DoctorModel;
  /** What went the way of commands. */
  readonly sent: Command[];
  /** What was asked directly: calls of the next. */
  readonly asked: { readonly path: string; readonly body: unknown }[];
}

/** A page that shows `shown` and answers everything with `answer`. */
export function setUp(
  shown: DeskView | null,
  { props = {}, answer = () => done({ version: 11 }) }: {
    readonly props?: Partial<DoctorProps>;
    readonly answer?: (path: string) => Answer;
  } = {},
): DoctorSetup {
  const sent: Command[] = [];
  const asked: { path: string; body: unknown }[] = [];
  const model = createDoctorModel({ ...PROPS, ...props }, {
    people: createPeople("queue", { ask: () => Promise.resolve(UNREACHABLE), after: () => () => {} }),
    offline: signal<Offline | null>(null),
    ask(path, { body } = {}) {
      asked.push({ path, body });
      return Promise.resolve(answer(path));
    },
    commands: {
      send(command: Command): Promise<Sent> {
        sent.push(command);
        return Promise.resolve(answer(command.path));
      },
      settled: () => Promise.resolve(),
    },
  });
  model.desk.view.value = shown;
  return { model, sent, asked };
}

/** `part` as the page of `model` shows it. */
export function htmlOf(model: DoctorModel, part: VNode): string {
  return render(
    h(DoctorContext.Provider, { value: model }, h(DeskContext.Provider, { value: model.desk }, part)),
  );
}
