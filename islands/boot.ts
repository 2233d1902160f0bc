/**
 * The only script that a page names: it finds the islands of the page, loads the code of each, and gives it life
 * with the values that the server rendered it from. A page without islands loads nothing more.
 */
import { type ComponentType, h, hydrate } from "preact";

/** The component of each island, with the values it was rendered from. */
type Loader = () => Promise<ComponentType<never>>;

const LOADERS: Readonly<Record<string, Loader>> = {
  desk: () => import("./desk/desk.tsx").then(({ Desk }) => Desk),
  display: () => import("./display/display.tsx").then(({ Display }) => Display),
  doctor: () => import("./doctor/doctor.tsx").then(({ Doctor }) => Doctor),
  kiosk: () => import("./kiosk/kiosk.tsx").then(({ Kiosk }) => Kiosk),
  queues: () => import("./queues.tsx").then(({ Queues }) => Queues),
  ticket: () => import("./ticket.tsx").then(({ Ticket }) => Ticket),
};

async function revive(element: HTMLElement): Promise<void> {
  const { island = "", props = "{}" } = element.dataset;
  const load = LOADERS[island];
  if (load === undefined) return;
  const component: ComponentType<never> = await load();
  // The server wrote these values for this very component, in the same release.
  const values: never = JSON.parse(props) as never;
  hydrate(h(component, values), element);
}

document.documentElement.classList.add("has-script");
for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) void revive(element);
