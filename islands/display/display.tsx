/** The life of the display's page. */
export function Display(_props: Record<never, never>) {
  return null;
}
