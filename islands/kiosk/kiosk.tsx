/** The life of the kiosk's page. */
export function Kiosk(_props: Record<never, never>) {
  return null;
}
