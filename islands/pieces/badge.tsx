/**
 * One word about a thing, in the colour and the shape of its meaning. It decides nothing: what is soon or late is said
 * by whoever shows it.
 */
import type { ComponentChildren } from "preact";

/** What a colour means; each has a shape of its own beside it. */
export type Tone = "ok" | "soon" | "late" | "urgent" | "neutral";

/** A word with its meaning. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
