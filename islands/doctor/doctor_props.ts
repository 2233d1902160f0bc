/**
 * What the server gives the page of whoever treats: what a desk gets, and whose provider the account is. Names of
 * queues and providers, words, nothing about patients. Shapes only.
 */
import type { DeskProps } from "../desk/desk_props.ts";

export interface DoctorProps extends DeskProps {
  /** The provider that the account is in person, or null. */
  readonly ownProviderId: string | null;
}
