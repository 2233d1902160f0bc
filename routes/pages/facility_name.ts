/**
 * The name of a facility for the head of a page. A page that shows the line is worth more than its head: while the
 * store is away it goes without the name.
 */
import type { FacilityId, TenantId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import { AppError } from "../../actors/shared/errors.ts";
import type { AppContext } from "../context.ts";

/** The name of the facility, or an empty text when it is unknown or the store is away. */
export async function facilityName(
  { system }: AppContext,
  { tenantId, facilityId }: { readonly tenantId: TenantId; readonly facilityId: FacilityId },
): Promise<string> {
  try {
    return (await reach(system.facilities.get({ tenantId, facilityId })))?.name ?? "";
  } catch (error) {
    if (error instanceof AppError && error.code === "store_unavailable") return "";
    throw error;
  }
}
