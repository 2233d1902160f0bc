import { assert, assertEquals, assertFalse } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../../actors/shared/i18n.ts";
import type { Conflict, Outbox } from "../../../islands/offline/outbox.ts";
import { openOutbox } from "../../../islands/offline/outbox.ts";
import { OutboxPanel } from "../../../islands/offline/outbox_panel.tsx";
import { createOfflineBrowser, type OfflineBrowser } from "../../support/offline_browser.ts";
import { syncing } from "../../support/sync_server.ts";

const CALL = {
  path: "/tickets/t/call",
  body: {},
  ticketId: "t",
  what: "desk.action.call",
  label: "A-007",
} as const;
const BEN = { code: "already_called", detail: "", calledBy: "staff:ben" };

async function outboxIn(browser: OfflineBrowser): Promise<Outbox> {
  return await openOutbox({ vault: await browser.vault(), deps: browser.deps() });
}

function shown(outbox: Outbox, explain: (conflict: Conflict) => string = () => "Ben called A-007"): string {
  return render(
    <OutboxPanel
      outbox={outbox}
      say={sayIn("en")}
      language="en"
      timeZone="UTC"
      signInAddress="/sign-in?next=%2Fdesk%2Fq"
      explain={explain}
    />,
  );
}

const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

Deno.test("OutboxPanel says nothing when nothing waits, and has a place in which news is heard", async () => {
  const html = shown(await outboxIn(createOfflineBrowser()));
  assertEquals(textOf(html).trim(), "");
  assert(html.includes('role="status"'));
});

Deno.test("OutboxPanel counts what waits", async () => {
  const outbox = await outboxIn(createOfflineBrowser());
  await outbox.send(CALL);
  assert(textOf(shown(outbox)).includes("1 action waits to be sent"));
  await outbox.send(CALL);
  assert(textOf(shown(outbox)).includes("2 actions wait to be sent"));
  assertFalse(shown(outbox).includes("keeps nothing"));
});

Deno.test("OutboxPanel warns where what waits would end with the page", async () => {
  const browser = createOfflineBrowser();
  browser.shelf.state = "broken";
  const outbox = await outboxIn(browser);
  await outbox.send(CALL);
  assert(textOf(shown(outbox)).includes("This browser keeps nothing"));
});

Deno.test("OutboxPanel leads to signing in when the server asks who we are", async () => {
  const browser = createOfflineBrowser();
  const outbox = await outboxIn(browser);
  await outbox.send(CALL);
  browser.answer = () => ({
    kind: "refused",
    problem: { status: 401, code: "session_expired", detail: "", facts: {} },
  });
  await browser.pass(5_000);
  assert(shown(outbox).includes('href="/sign-in?next=%2Fdesk%2Fq"'));
});

Deno.test("OutboxPanel shows a conflict with what was asked for, when, why not, and the two ways on", async () => {
  const browser = createOfflineBrowser();
  const outbox = await outboxIn(browser);
  await outbox.send(CALL);
  browser.answer = syncing(() => ({ outcome: "conflict", status: 409, body: BEN }));
  await browser.pass(5_000);
  let asked: Conflict | null = null;
  const text = textOf(shown(outbox, (conflict) => {
    asked = conflict;
    return "Ben called A-007";
  }));
  for (const part of ["1 action needs a look", "A-007", "given here at 10:00", "Ben called A-007"]) {
    assert(text.includes(part), `${part} is missing in ${text}`);
  }
  for (const choice of ["Leave as it is", "Do it anyway"]) assert(text.includes(choice));
  assertEquals((asked as Conflict | null)?.problem.facts, { calledBy: "staff:ben" });
});

Deno.test("OutboxPanel says what came too late", async () => {
  const browser = createOfflineBrowser();
  const outbox = await outboxIn(browser);
  outbox.heard("offline");
  await outbox.send(CALL);
  browser.now += 15 * 3_600_000;
  outbox.heard("connected");
  await browser.pass(0);
  const text = textOf(shown(outbox));
  assert(text.includes("1 action was too late and was not sent"));
  assert(text.includes("A-007 , from another service day"), text);
});
