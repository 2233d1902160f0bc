/**
 * What stands where a list would be when it has nothing: an icon, a sentence that says so, and what to do about it. It
 * knows no list.
 */
import type { ComponentChildren } from "preact";
import { Icon, type IconShape } from "../icon.tsx";

export interface EmptyStateProps {
  readonly icon: IconShape;
  /** One sentence: what is not there. */
  readonly title: string;
  /** What can be done; one paragraph or one button. */
  readonly children?: ComponentChildren;
}

/** Nothing, said kindly. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div class="empty">
      <Icon of={icon} />
      <p>{title}</p>
      {children}
    </div>
  );
}
