/**
 * The service day of an instant as a browser can tell it without the server: by the facility's zone and the hour at
 * which its days start. The server's own days are made in `actors/queue`; both agree but for the hour of a clock change.
 */

const MINUTE_MS = 60_000;

export interface ServiceDayOptions {
  /** IANA zone of the facility. */
  readonly timeZone: string;
  /** Minutes after local midnight at which a service day starts. */
  readonly dayStartsAtMinutes?: number;
}

/** Makes the function that gives an instant (epoch ms) its service day, `YYYY-MM-DD`. */
export function createDayOf({ timeZone, dayStartsAtMinutes = 0 }: ServiceDayOptions): (at: number) => string {
  // The Swedish order of year, month and day is ISO 8601's.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (at) => format.format(at - dayStartsAtMinutes * MINUTE_MS);
}
