/**
 * Says whether the provider works: on a break until some time, not here, back again. It goes the way of every other
 * command of a desk, so it is kept while there is no connection.
 */
import { explain, tell } from "../desk/desk_steps.ts";
import type { DoctorModel } from "./doctor_model.ts";

/** What a provider can be told to be; `until` in epoch ms. */
export type Presence =
  | { readonly status: "available" | "offline" }
  | { readonly status: "on_break"; readonly until: number };

/** The name of the provider for whom is called, or null. */
export function providerNameOf({ props, providerId }: DoctorModel): string | null {
  return props.providers.find(({ id }) => id === providerId.value)?.name ?? null;
}

/** Sends `presence`. Answers false when it was refused. */
export async function setPresence(model: DoctorModel, presence: Presence): Promise<boolean> {
  const { desk } = model;
  const providerId = model.providerId.peek();
  if (providerId === null) return false;
  const label = providerNameOf(model) ?? providerId;
  const body = presence.status === "on_break"
    ? { status: presence.status, until: new Date(presence.until).toISOString() }
    : { status: presence.status };
  const path = `/providers/${encodeURIComponent(providerId)}/status`;
  const sent = await desk.commands.send({ path, body, ticketId: null, what: "desk.provider.set", label });
  switch (sent.kind) {
    case "done":
      tell(desk, {
        tone: "ok",
        text: desk.say(`desk.provider.did.${presence.status}`, { name: label }),
        undoId: null,
      });
      return true;
    case "queued":
      tell(desk, { tone: "ok", text: desk.say("desk.queued", { label }), undoId: null });
      return true;
    case "refused":
      tell(desk, { tone: "late", text: explain(desk, sent.problem, { row: null }), undoId: null });
      return false;
    case "unreachable":
      tell(desk, { tone: "late", text: desk.say("desk.unreachable", { label }), undoId: null });
      return false;
  }
}
