/**
 * The frames of discrete events for one audience: a call for whoever is called, what happened to tickets for a desk,
 * what happened to the queue for everyone. It makes frames; when they are written is the channel's affair.
 */
import type { QueueEvent } from "../actors/queue/schema.ts";
import type { QueueState } from "../actors/queue/state.ts";
import type { LoggedEvent } from "../actors/runtime/actor_api.ts";
import { deskEventOf, type Reasons } from "./stream_desk.ts";
import { type Frame, frameAt, type StreamPosition } from "./stream_frame.ts";
import type { Group } from "./stream_sending.ts";
import { broadcastOf, type Discrete, turnOf } from "./stream_view.ts";

/** The step of the one discrete frame that an event makes for a client. */
const STEP_ONE = 1;

/** The frame of the one discrete event that the event of the log at `seq` makes for a client. */
export function discreteFrame(seq: number, discrete: Discrete): Frame {
  return frameAt({ seq, step: STEP_ONE }, discrete);
}

/** The discrete events among `events` for the group, but what the client had received at `position`. */
export function framesOf(
  events: readonly LoggedEvent<QueueEvent>[],
  { position, group, state, reasons }: {
    readonly position: StreamPosition | null;
    readonly group: Group;
    readonly state: QueueState;
    readonly reasons: Reasons;
  },
): readonly Frame[] {
  const { audience, label } = group;
  return events.flatMap(({ seq, event }) => {
    if (position !== null && seq === position.seq && position.step >= STEP_ONE) return [];
    const own = audience.kind === "ticket"
      ? turnOf(event, { ticketId: audience.ticketId, label })
      : audience.kind === "desk"
      ? deskEventOf(event, { state, reasons })
      : null;
    const discrete = own ?? broadcastOf(event);
    return discrete === null ? [] : [discreteFrame(seq, discrete)];
  });
}
