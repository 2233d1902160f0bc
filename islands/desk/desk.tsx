/** The life of the desk's page. */
export function Desk(_props: Record<never, never>) {
  return null;
}
