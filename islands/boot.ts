/**
 * The only script that a page names: it finds the islands of the page, loads the code of each, and gives it life
 * with the values that the server rendered it from. A page without islands loads nothing more.
 */
import { type ComponentType, h, hydrate } from "preact";
import { startServiceWorker } from "./service_worker_start.ts";

/** The component of each island, with the values it was rendered from. */
type Loader = () => Promise<ComponentType<never>>;

const LOADERS: Readonly<Record<string, Loader>> = {
  desk: () => import("./desk/desk.tsx").then(({ Desk }) => Desk),
  display: () => import("./display/display.tsx").then(({ Display }) => Display),
  doctor: () => import("./doctor/doctor.tsx").then(({ Doctor }) => Doctor),
  kiosk: () => import("./kiosk/kiosk.tsx").then(({ Kiosk }) => Kiosk),
  "password-field": () => import("./password_field.tsx").then(({ PasswordField }) => PasswordField),
  queues: () => import("./queues.tsx").then(({ Queues }) => Queues),
  "staff-session": () => import("./staff_session.tsx").then(({ StaffSession }) => StaffSession),
  ticket: () => import("./ticket.tsx").then(({ Ticket }) => Ticket),
  "work-list": () => import("./work_list.tsx").then(({ WorkList }) => WorkList),
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
const islands = [...document.querySelectorAll<HTMLElement>("[data-island]")];
// A mark in the browser's own timeline: how long a page takes until it answers.
void Promise.all(islands.map(revive)).then(() => performance.mark("alive"));
void startServiceWorker();
