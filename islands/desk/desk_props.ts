/**
 * What the server gives the desk's page: names of queues, providers and the person at the desk, words, nothing about
 * patients. Shapes only.
 */
import type { Words } from "../../actors/shared/words.ts";
import type { Work } from "../work.ts";
import type { WalkInWords } from "./walk_in_line.ts";

export interface DeskProps {
  readonly queueId: string;
  readonly facilityId: string;
  readonly facilityName: string;
  readonly timeZone: string;
  /** Minutes after local midnight at which a service day starts. */
  readonly dayStartsAtMinutes: number;
  readonly language: string;
  readonly words: Words;
  /** The desk's own language first. */
  readonly walkInWords: readonly WalkInWords[];
  readonly account: {
    readonly tenantId: string;
    readonly id: string;
    readonly name: string;
    readonly mayMove: boolean;
  };
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** The facility's queues. */
  readonly queues: readonly Work[];
  /** Epoch ms of the server's rendering: the first rendering in the browser repeats it exactly. */
  readonly renderedAt: number;
}
