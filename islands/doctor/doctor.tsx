/** The life of the doctor's page. */
export function Doctor(_props: Record<never, never>) {
  return null;
}
