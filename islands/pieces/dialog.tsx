/**
 * A question that must be answered or put away first: the browser's own dialog, so that focus stays inside, Escape
 * closes, and focus returns to where it was. Whoever shows it holds whether it is open.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import x from "lucide/x.mjs";
import { Icon } from "../icon.tsx";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** The name of the button that closes it. */
  readonly closeLabel: string;
  /** Called when the person puts it away by Escape or by the button; it must make `isOpen` false. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog; its content exists only while it is open. Give `autofocus` to what should be ready first. */
export function Dialog({ isOpen, title, closeLabel, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (isOpen && dialog?.open === false) dialog.showModal();
    if (!isOpen && dialog?.open === true) dialog.close();
  }, [isOpen]);
  return (
    <dialog ref={element} class="dialog" aria-labelledby={titleId} onClose={() => isOpen && onClose()}>
      {isOpen && (
        <>
          <header class="dialog-head">
            <h2 id={titleId}>{title}</h2>
            <button type="button" class="button quiet alone" aria-label={closeLabel} onClick={onClose}>
              <Icon of={x} />
            </button>
          </header>
          <div class="dialog-body">{children}</div>
        </>
      )}
    </dialog>
  );
}
