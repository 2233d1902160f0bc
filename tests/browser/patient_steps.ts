/** What scenarios of the patient's pages do again and again, as a person does it. */
import type { Page } from "playwright-core";

/** The demo's walk-in line, which the simulated day leaves alone. */
export const QUEUE_ID = "queue-123";

/** Joins by the form, need included, and ends on the ticket's page. */
export async function joinByForm(page: Page, origin: string, queueId = QUEUE_ID): Promise<void> {
  await page.goto(`${origin}/`);
  await page.click(`a[href="/join/${queueId}"]`);
  await page.fill("#name", "Ada Lovelace");
  await page.click(".more summary");
  await page.check('input[value="pregnant"]');
  await Promise.all([page.waitForURL(/\/t\/[\w-]{24}$/), page.click('button[type="submit"]')]);
}

/** The text of an element, without the space around it. */
export async function textOf(page: Page, selector: string): Promise<string | undefined> {
  return (await page.textContent(selector))?.trim();
}

/** Resolves when the page says that its connection is in `state`. */
export async function connection(page: Page, state: string): Promise<void> {
  await page.waitForSelector(`.mark[data-connection="${state}"]`);
}

/** Resolves when the page has a service worker that stands before it. */
export async function kept(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    if (navigator.serviceWorker.controller === null) return false;
    const names = await caches.keys();
    const pages = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())));
    return pages.flat().some(({ url }) => url === location.href);
  });
}
