/**
 * Draws one icon of lucide (ISC), the size of the text beside it and in its colour. A file imports each icon that it
 * shows by itself (`import megaphone from "lucide/megaphone.mjs"`), so that a page carries its own icons and no others;
 * there must be no map of all of them here. Which sign means what is on `/styleguide`.
 */
import { h } from "preact";

type ShapePart = readonly [element: string, attributes: Readonly<Record<string, string | number>>];

/** What lucide's files export: the parts of a drawing on a ground of 24 × 24. */
export type IconShape = readonly ShapePart[];

export interface IconProps {
  readonly of: IconShape;
  /** What it says when no word stands beside it; without one it is decoration that nobody hears. */
  readonly label?: string;
  /** True for what points along the line of reading, so that it turns round in right-to-left. */
  readonly isDirectional?: boolean;
}

/** An icon as tall as its text. A lone one that can be pressed needs its name on the button, not here. */
export function Icon({ of, label, isDirectional = false }: IconProps) {
  const naming = label === undefined
    ? { "aria-hidden": "true" as const }
    : { role: "img" as const, "aria-label": label };
  return (
    <svg class={isDirectional ? "icon turns" : "icon"} viewBox="0 0 24 24" {...naming}>
      {of.map(([element, attributes], index) => h(element, { key: index, ...attributes }))}
    </svg>
  );
}
