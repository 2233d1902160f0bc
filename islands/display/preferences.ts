/**
 * What somebody chose on this display, kept in the browser so that it outlives a reload at night. Where nothing can be
 * kept, every choice lasts as long as the page.
 */

const NAMES = {
  isMuted: "display-muted",
  isVoiceOn: "display-voice",
  /** Somebody let this browser make sounds: it is tried again without asking. */
  isUnlocked: "display-unlocked",
  reloadedAt: "display-reloaded-at",
} as const;
export type Preference = keyof typeof NAMES;

/** The part of `Storage` in use. */
export type Shelf = Pick<Storage, "getItem" | "setItem">;

/** What was kept under `name`, or null. */
export function recall(shelf: Shelf, name: Preference): string | null {
  try {
    return shelf.getItem(NAMES[name]);
  } catch {
    return null;
  }
}

/** True or false as it was kept, `otherwise` when it was not. */
export function recallFlag(
  shelf: Shelf,
  { name, otherwise }: { readonly name: Preference; readonly otherwise: boolean },
): boolean {
  const kept = recall(shelf, name);
  return kept === null ? otherwise : kept === "yes";
}

/** Keeps `value`, if this browser keeps anything. */
export function keep(
  shelf: Shelf,
  { name, value }: { readonly name: Preference; readonly value: boolean | number },
): void {
  try {
    shelf.setItem(NAMES[name], typeof value === "number" ? String(value) : value ? "yes" : "no");
  } catch {
    // Full or forbidden: the choice lasts as long as the page.
  }
}
