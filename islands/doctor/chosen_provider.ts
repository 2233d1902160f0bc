/**
 * For whom an account calls in a queue with several providers, remembered by account: on a shared computer nobody calls
 * for somebody else unawares. Kept in the browser; one that refuses to keep it is no obstacle.
 */

const nameOf = (accountId: string, queueId: string): string => `doctor.provider.${accountId}.${queueId}`;

/** The provider that the account chose in this queue, or null. */
export function readChosen(accountId: string, queueId: string): string | null {
  try {
    return localStorage.getItem(nameOf(accountId, queueId));
  } catch {
    return null;
  }
}

/** Remembers the choice. */
export function keepChosen(
  accountId: string,
  { queueId, providerId }: { readonly queueId: string; readonly providerId: string },
): void {
  try {
    localStorage.setItem(nameOf(accountId, queueId), providerId);
  } catch {
    // Full, or forbidden in this browser: it is asked again tomorrow.
  }
}
