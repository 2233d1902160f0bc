/**
 * Keeps a desk's model in touch with its line, on the desk's page and on the doctor's: the stream, what others did, who
 * works here, the clock, the end of the session, and the day as it is kept on this computer. It takes what comes and
 * sends nothing.
 */
import { batch, effect, untracked } from "@preact/signals";
import { browserDeps, followTab } from "../browser.ts";
import { type DeskView, nextDeskView } from "../desk_state.ts";
import { Live, POLLED } from "../live.ts";
import { peopleJoining } from "../offline/offline_view.ts";
import type { Offline } from "../offline/open_offline.ts";
import { sayEnded } from "../session_end.ts";
import { activityOf, withActivity } from "./activity.ts";
import { type DeskModel, takeView } from "./desk_model.ts";

const CLOCK_MS = 1_000;
const EVENTS = ["queue-update", "ticket-event"] as const;

export interface LineOptions {
  /** Where to go when the queue is there no more. */
  readonly gonePath: string;
}

async function loadStaff({ ask, staff }: DeskModel): Promise<void> {
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

interface Heard {
  readonly name: string;
  readonly body: unknown;
  /** What the stream said last: its patches fit this, whatever a poll said since. */
  readonly streamed: DeskView | null;
}

/** Takes a change of the line. Answers the view that the stream's patches fit, null when it has to begin again. */
export function takeUpdate(model: DeskModel, { name, body, streamed }: Heard): DeskView | null {
  const view = nextDeskView(name === POLLED ? null : streamed, body);
  if (view !== null) takeView(model, view);
  return name === POLLED ? streamed : view;
}

function openLive(model: DeskModel, { gonePath }: LineOptions): Live {
  const { queueId, props, activity } = model;
  let streamed: DeskView | null = null;
  const live = new Live({
    streamUrl: `/api/v1/stream/queues/${encodeURIComponent(queueId)}?lang=${props.language}`,
    pollUrl: `/desk/${encodeURIComponent(queueId)}/view`,
    events: EVENTS,
    onState(name, body) {
      if (name === "ticket-event") {
        const entry = activityOf(body);
        if (entry !== null) activity.value = withActivity(activity.peek(), entry);
        return;
      }
      streamed = takeUpdate(model, { name, body, streamed });
      if (name === POLLED || streamed !== null) return;
      live.stop();
      live.start();
    },
    onHeard() {
      model.heardAt.value = Date.now();
    },
    onConnection: (connection) => model.connection.value = connection,
    onGone: () => location.assign(gonePath),
    onRefused: () => model.isSessionOver.value = true,
  }, browserDeps());
  return live;
}

/** Shows the day as it was last kept on this computer, until something newer is heard. */
async function showKeptDay(model: DeskModel, offline: Offline): Promise<void> {
  const day = await offline.day(model.queueId).load();
  if (day === null || model.view.peek() !== null) return;
  for (const [patientId, person] of day.people) model.people.remember(patientId, person);
  model.heardAt.value = day.heardAt;
  takeView(model, day.view);
}

/** Keeps the day on this computer as it is heard, and tells the outbox how the connection is. */
function workOffline(model: DeskModel, offline: Offline): () => void {
  void showKeptDay(model, offline);
  const stops = [
    model.connection.subscribe((connection) => offline.heard(connection)),
    effect(() => {
      const view = model.view.value;
      const people = model.people.known.value;
      if (view !== null && model.connection.peek() !== "offline") {
        offline.day(model.queueId).save({ view, people, heardAt: model.heardAt.peek() });
      }
    }),
    effect(() => {
      for (const [patientId, person] of peopleJoining(model.kept.value)) {
        model.people.remember(patientId, person);
      }
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Works with what is open of the means against an outage, as soon as it is. */
function followOffline(model: DeskModel): () => void {
  let stopWorking = () => {};
  const stop = model.offline.subscribe((offline) => {
    stopWorking();
    stopWorking = offline === null ? () => {} : untracked(() => workOffline(model, offline));
  });
  return () => {
    stop();
    stopWorking();
  };
}

/**
 * Says so as soon as an answer or the stream tells that the session is over, and again to what is opened later, which
 * has to let go of what it keeps.
 */
export function tellSessionEnd({ isSessionOver, offline }: Pick<DeskModel, "isSessionOver" | "offline">) {
  return effect(() => {
    void offline.value;
    if (isSessionOver.value) untracked(sayEnded);
  });
}

/** Follows the line of `model`. Answers how to stop, which ends the asking for names too. */
export function followLine(model: DeskModel, options: LineOptions): () => void {
  batch(() => model.now.value = model.heardAt.value = Date.now());
  const live = openLive(model, options);
  const stops = [followOffline(model), tellSessionEnd(model)];
  live.start();
  const unfollow = followTab(live);
  void loadStaff(model);
  const clock = setInterval(() => model.now.value = Date.now(), CLOCK_MS);
  return () => {
    clearInterval(clock);
    stops.forEach((stop) => stop());
    unfollow();
    model.people.stop();
    live.stop();
  };
}
