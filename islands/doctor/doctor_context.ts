/** Gives every part of the page its model. It holds nothing itself. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { assert } from "../../actors/shared/assert.ts";
import type { DoctorModel } from "./doctor_model.ts";

/** The model of the page around a component. */
export const DoctorContext = createContext<DoctorModel | null>(null);

/** The model of the page that this component is part of. */
export function useDoctor(): DoctorModel {
  const model = useContext(DoctorContext);
  assert(model !== null, "Cannot render a part of the doctor's page outside of it");
  return model;
}
