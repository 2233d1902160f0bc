/**
 * Keeps the model of the doctor's page in touch with its queue: the stream of the line, what others did, names, the
 * clock, and the means against an outage. It takes what comes and sends nothing.
 */
import { batch, effect, untracked } from "@preact/signals";
import { ask } from "../api.ts";
import { browserDeps, followTab } from "../browser.ts";
import { activityOf, withActivity } from "../desk/activity.ts";
import { type DeskModel, takeView } from "../desk/desk_model.ts";
import { keepPreferences, readPreferences } from "../desk/preferences.ts";
import { type DeskView, nextDeskView } from "../desk_state.ts";
import { Live, POLLED } from "../live.ts";
import type { Offline } from "../offline/open_offline.ts";
import { sayEnded } from "../session_end.ts";
import { readChosen } from "./chosen_provider.ts";
import type { DoctorModel } from "./doctor_model.ts";

const CLOCK_MS = 1_000;
const EVENTS = ["queue-update", "ticket-event"] as const;

async function loadStaff({ staff }: DeskModel): Promise<void> {
  const answer = await ask("/staff");
  if (answer.kind !== "done") return;
  const { body } = answer;
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) return;
  const names = new Map(staff.peek());
  for (const one of body.data) {
    if (typeof one?.accountId === "string" && typeof one?.name === "string") {
      names.set(one.accountId, one.name);
    }
  }
  staff.value = names;
}

/** Takes a change of the line. Answers the view that patches of the stream fit, null when it has to begin again. */
function takeUpdate(
  desk: DeskModel,
  { name, body, streamed }: {
    readonly name: string;
    readonly body: unknown;
    readonly streamed: DeskView | null;
  },
): DeskView | null {
  const view = nextDeskView(name === POLLED ? null : streamed, body);
  if (view !== null) takeView(desk, view);
  return name === POLLED ? streamed : view;
}

function openLive({ desk }: DoctorModel): Live {
  const { queueId, props } = desk;
  let streamed: DeskView | null = null;
  const live = new Live({
    streamUrl: `/api/v1/stream/queues/${encodeURIComponent(queueId)}?lang=${props.language}`,
    pollUrl: `/desk/${encodeURIComponent(queueId)}/view`,
    events: EVENTS,
    onState(name, body) {
      if (name === "ticket-event") {
        const entry = activityOf(body);
        if (entry !== null) desk.activity.value = withActivity(desk.activity.peek(), entry);
        return;
      }
      streamed = takeUpdate(desk, { name, body, streamed });
      if (name === POLLED || streamed !== null) return;
      live.stop();
      live.start();
    },
    onHeard() {
      desk.heardAt.value = Date.now();
    },
    onConnection: (connection) => desk.connection.value = connection,
    onGone: () => location.assign("/doctor"),
    onRefused: () => desk.isSessionOver.value = true,
  }, browserDeps());
  return live;
}

/** Shows the day as it was last kept on this computer, until something newer is heard. */
async function showKeptDay(desk: DeskModel, offline: Offline): Promise<void> {
  const day = await offline.day(desk.queueId).load();
  if (day === null || desk.view.peek() !== null) return;
  for (const [patientId, person] of day.people) desk.people.remember(patientId, person);
  desk.heardAt.value = day.heardAt;
  takeView(desk, day.view);
}

/** Keeps the day on this computer as it is heard, and tells the outbox how the connection is. */
function workOffline(desk: DeskModel, offline: Offline): () => void {
  void showKeptDay(desk, offline);
  const stops = [
    desk.connection.subscribe((connection) => offline.heard(connection)),
    effect(() => {
      const view = desk.view.value;
      const people = desk.people.known.value;
      if (view !== null && desk.connection.peek() !== "offline") {
        offline.day(desk.queueId).save({ view, people, heardAt: desk.heardAt.peek() });
      }
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Works with what is open of the means against an outage, as soon as it is. */
function followOffline(desk: DeskModel): () => void {
  let stopWorking = () => {};
  const stop = desk.offline.subscribe((offline) => {
    stopWorking();
    stopWorking = offline === null ? () => {} : untracked(() => workOffline(desk, offline));
  });
  return () => {
    stop();
    stopWorking();
  };
}

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
  const { desk } = model;
  batch(() => desk.now.value = desk.heardAt.value = Date.now());
  const live = openLive(model);
  const stops = [
    followPreferences(model),
    followOffline(desk),
    effect(() => wantNames(model)),
    desk.isSessionOver.subscribe((isOver) => {
      if (isOver) sayEnded();
    }),
  ];
  live.start();
  const unfollow = followTab(live);
  void loadStaff(desk);
  const clock = setInterval(() => desk.now.value = Date.now(), CLOCK_MS);
  return () => {
    clearInterval(clock);
    stops.forEach((stop) => stop());
    unfollow();
    desk.people.stop();
    live.stop();
  };
}
