/**
 * What the page of whoever treats knows: the desk of the queue as everybody at it sees it, seen from one provider. It
 * holds and derives; the stream is followed in `../desk/line_live.ts`, what is done is in `doctor_actions.ts`.
 */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createDeskModel, type DeskModel, type DeskModelDeps } from "../desk/desk_model.ts";
import type { DoctorProps } from "./doctor_props.ts";
import { type Primary, primaryOf, providerOf, type Situation, situationOf } from "./doctor_state.ts";

/** A question that is open on the page. */
export type Question = "skip" | "break";

export interface DoctorModel {
  readonly props: DoctorProps;
  /** The queue and this account's steps in it. */
  readonly desk: DeskModel;
  /** The provider chosen by hand among several. */
  readonly chosenId: Signal<string | null>;
  /** Whom the account calls for; null: nobody in particular, or not chosen yet. */
  readonly providerId: ReadonlySignal<string | null>;
  /** The queue has several providers and none is the account's: it must be said for whom. */
  readonly isChoiceNeeded: ReadonlySignal<boolean>;
  /** One of several people here, brought forward by hand. */
  readonly takenId: Signal<string | null>;
  /** Null until the line was heard of. */
  readonly situation: ReadonlySignal<Situation | null>;
  readonly primary: ReadonlySignal<Primary | null>;
  readonly question: Signal<Question | null>;
}

/** The model for the account and the queue of `props`. */
export function createDoctorModel(props: DoctorProps, deps: DeskModelDeps): DoctorModel {
  const desk = createDeskModel(props, props.queueId, deps);
  const chosenId = signal<string | null>(null);
  const takenId = signal<string | null>(null);
  const providerIds = computed(() => desk.shown.value?.queue.providers.map((one) => one.providerId) ?? []);
  const ownId = props.ownProviderId;
  const providerId = computed(() =>
    providerOf({ providerIds: providerIds.value, chosenId: chosenId.value, ownId })
  );
  const situation = computed(() => {
    const view = desk.shown.value;
    if (view === null) return null;
    const id = providerId.value;
    const isOwn = id !== null && id === ownId;
    return situationOf(view, { me: desk.me, providerId: id, isOwn, takenId: takenId.value });
  });
  return {
    props,
    desk,
    chosenId,
    providerId,
    isChoiceNeeded: computed(() => providerIds.value.length > 1 && providerId.value === null),
    takenId,
    situation,
    primary: computed(() => situation.value === null ? null : primaryOf(situation.value)),
    question: signal<Question | null>(null),
  };
}
