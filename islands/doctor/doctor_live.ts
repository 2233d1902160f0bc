/**
 * The life of the doctor's page around its line (`../desk/line_live.ts`): the names of those who are shown by name, and
 * what this browser remembers. It takes what comes and sends nothing.
 */
import { batch, effect, untracked } from "@preact/signals";
import { followLine } from "../desk/line_live.ts";
import { keepPreferences, readPreferences } from "../desk/preferences.ts";
import { readChosen } from "./chosen_provider.ts";
import type { DoctorModel } from "./doctor_model.ts";

/** Only those are asked for by name who are shown by name. */
function wantNames({ desk, situation }: DoctorModel): void {
  const now = situation.value;
  if (now === null) return;
  const { current, others, coming } = now;
  const shown = [...(current === null ? [] : [current]), ...others, ...coming];
  untracked(() => desk.people.want(shown.map((row) => row.patientId)));
}

/** Remembers room and keys for this browser; for whom is called is the account's and kept elsewhere. */
function followPreferences({ props, desk, chosenId, providerId }: DoctorModel): () => void {
  const kept = readPreferences(desk.queueId);
  batch(() => {
    desk.preferences.value = { ...kept, providerId: null };
    chosenId.value = readChosen(props.account.id, desk.queueId);
  });
  const stops = [
    effect(() => {
      desk.preferences.value = { ...desk.preferences.peek(), providerId: providerId.value };
    }),
    desk.preferences.subscribe((preferences) =>
      keepPreferences(desk.queueId, { ...preferences, providerId: kept.providerId })
    ),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Brings `model` to life. Answers how to stop. */
export function startDoctor(model: DoctorModel): () => void {
  const stops = [
    followPreferences(model),
    followLine(model.desk, { gonePath: "/doctor" }),
    effect(() => wantNames(model)),
  ];
  return () => stops.forEach((stop) => stop());
}
