/**
 * Takes the pictures of `docs/screens`: the main screens of a clinic in the middle of its day. It judges nothing; what
 * a screen must be is held by the scenarios beside it. Run it as `docs/screens/README.md` says.
 */
import type { Page } from "playwright-core";
import { type BrowserWorld, inBrowser } from "./browser.ts";
import { kioskSights } from "./every_page_scenarios.ts";
import { load, openEyes, type Sight } from "./matrix.ts";
import { settle } from "./matrix_checks.ts";
import { BUSY_QUEUE_ID, furnish, type Furnished } from "./matrix_clinic.ts";

const FOLDER = new URL("../../docs/screens/", import.meta.url);
/** What a clinic sets: a picture shows its times. */
const USUAL = { graceMinutes: { in_person: 15, online: 2 }, holdMinutes: 20 };
const QUALITY = 80;
const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1366, height: 768 };
const WALL = { width: 1920, height: 1080 };
const TERMINAL = { width: 1080, height: 1920 };

/** A picture to take; its name is the file's. */
interface Picture extends Sight {
  readonly size: { readonly width: number; readonly height: number };
  readonly language?: "en" | "de" | "ar";
  readonly isDark?: boolean;
}

function phonePictures({ tickets, fullQueueId }: Furnished): readonly Picture[] {
  const live = '.mark[data-connection="connected"]';
  const phone = (name: string, path: string, more: Partial<Picture> = {}): Picture => ({
    name: `phone_${name}`,
    path,
    size: PHONE,
    ...more,
  });
  const ticket = (name: string, path: string, more: Partial<Picture> = {}) =>
    phone(name, path, { ready: live, ...more });
  return [
    phone("queues", "/"),
    phone("queues_dark_arabic", "/", { isDark: true, language: "ar" }),
    phone("join", "/join/queue-123"),
    phone("join_full", `/join/${fullQueueId}`),
    ticket("waiting", tickets.waiting.path),
    ticket("next", tickets.next.path),
    ticket("waiting_dark", tickets.waiting.path, { isDark: true }),
    ticket("waiting_arabic", tickets.waiting.path, { language: "ar" }),
    ticket("called", tickets.acknowledged.path),
    ticket("called_german", tickets.called.path, { language: "de" }),
    ticket("held", tickets.held.path),
    ticket("paused", tickets.paused.path),
    ticket("waitlisted", tickets.waitlisted.path),
    ticket("serving", tickets.serving.path),
    ticket("missed", tickets.missed.path),
    ticket("done", tickets.done.path),
    phone("not_found", "/nowhere", { status: 404 }),
  ];
}

const pressing = (key: string, shows: string) => async (page: Page) => {
  await page.locator('#desk-table [data-status="waiting"]').last().focus();
  await page.keyboard.press(key);
  await page.waitForSelector(shows);
};

function staffPictures(): readonly Picture[] {
  const onDesk = {
    path: `/desk/${BUSY_QUEUE_ID}`,
    who: "reception",
    ready: "#desk-table [data-ticket]",
    size: LAPTOP,
  } as const;
  const onDoctor = { path: `/doctor/${BUSY_QUEUE_ID}`, who: "doctor", size: LAPTOP } as const;
  return [
    { name: "sign_in", path: "/sign-in", size: LAPTOP },
    { name: "desk_landing", path: "/desk", who: "reception", size: LAPTOP },
    { name: "desk", ...onDesk },
    { name: "desk_dark", ...onDesk, isDark: true },
    { name: "desk_arabic", ...onDesk, language: "ar" },
    { name: "desk_german", ...onDesk, language: "de" },
    { name: "desk_move", ...onDesk, act: pressing("m", ".ask") },
    { name: "desk_keys", ...onDesk, act: pressing("?", "dialog[open]") },
    { name: "desk_phone", ...onDesk, size: PHONE },
    { name: "doctor_landing", path: "/doctor", who: "doctor", size: LAPTOP },
    { name: "doctor", ...onDoctor },
    { name: "doctor_dark", ...onDoctor, isDark: true },
    { name: "doctor_arabic", ...onDoctor, language: "ar" },
    { name: "doctor_phone", ...onDoctor, size: PHONE },
    { name: "styleguide", path: "/styleguide", size: LAPTOP },
  ];
}

function screenPictures({ busyDisplay }: Furnished): readonly Picture[] {
  const display = { path: busyDisplay, ready: ".board[data-stale='false']" };
  const kiosk = kioskSights().filter(({ name }) => /kiosk( service| phone| done)?$/.test(name));
  return [
    { name: "display", ...display, size: WALL },
    { name: "display_dark", ...display, size: WALL, isDark: true },
    { name: "display_portrait", ...display, size: TERMINAL },
    { name: "display_arabic", ...display, size: WALL, language: "ar" },
    ...kiosk.map((sight): Picture => ({ ...sight, name: sight.name.replace(" ", "_"), size: TERMINAL })),
  ];
}

async function take(page: Page, name: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  await session.detach();
  const bytes = Uint8Array.fromBase64(data);
  await Deno.writeFile(new URL(`${name}.webp`, FOLDER), bytes);
  return bytes.length;
}

async function takeAll(world: BrowserWorld): Promise<void> {
  const furnished = await furnish(world, USUAL);
  const pictures = [...phonePictures(furnished), ...staffPictures(), ...screenPictures(furnished)];
  const eyeOf = openEyes(world);
  let total = 0;
  for (const picture of pictures) {
    const { name, who = "anybody", size, language = "en", isDark = false } = picture;
    const { page } = await eyeOf(who);
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: isDark ? "dark" : "light" });
    await load(page, { origin: world.origin, sight: picture, language });
    await settle(page);
    total += await take(page, name);
    console.log(name);
  }
  console.log(`${pictures.length} pictures, ${(total / 1_024).toFixed(0)} KiB`);
}

if (import.meta.main) {
  await Deno.mkdir(FOLDER, { recursive: true });
  await inBrowser(takeAll);
  Deno.exit(0);
}
