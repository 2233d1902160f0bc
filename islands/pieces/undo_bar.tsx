/**
 * Says what has just been done and offers to take it back, at the foot of the screen. It is a live region that is
 * always there, so that what appears in it is heard; how long it stays is the affair of whoever shows it.
 */
import type { ComponentChildren } from "preact";
import undo from "lucide/undo-2.mjs";
import { Icon } from "../icon.tsx";

export interface UndoBarProps {
  /** What was done, or null when there is nothing to say. */
  readonly message: string | null;
  readonly undoLabel: string;
  /** Null when it cannot be taken back. */
  readonly onUndo: (() => void) | null;
  /** What follows the word on the button, such as its key. */
  readonly children?: ComponentChildren;
}

/** The bar, or an empty live region. */
export function UndoBar({ message, undoLabel, onUndo, children }: UndoBarProps) {
  return (
    <div class="undo-bar" role="status">
      {message !== null && (
        <p>
          {message}
          {onUndo !== null && (
            <button type="button" class="button" onClick={onUndo}>
              <Icon of={undo} isDirectional />
              {undoLabel} {children}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
