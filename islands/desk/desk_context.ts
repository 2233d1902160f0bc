/** Gives every part of a desk its model. It holds nothing itself. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { assert } from "../../actors/shared/assert.ts";
import type { DeskModel } from "./desk_model.ts";

/** The model of the desk around a component. */
export const DeskContext = createContext<DeskModel | null>(null);

/** The model of the desk that this component is part of. */
export function useDesk(): DeskModel {
  const model = useContext(DeskContext);
  assert(model !== null, "Cannot render a part of a desk outside of one");
  return model;
}
