import { assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { LANGUAGES } from "../../../actors/shared/i18n.ts";
import { TICKET_STATUSES } from "../../../islands/track.ts";
import { StyleguideTickets } from "../../../routes/pages/styleguide_tickets.tsx";

const NOW = Date.UTC(2026, 0, 15, 9);

Deno.test("StyleguideTickets shows every state that a ticket has, in every language", () => {
  for (const language of LANGUAGES) {
    const html = render(<StyleguideTickets language={language} now={NOW} />);
    const shown = new Set([...html.matchAll(/data-status="(\w+)"/g)].map(([, status]) => status));
    assertEquals(TICKET_STATUSES.filter((status) => !shown.has(status)), [], language);
  }
});

Deno.test("StyleguideTickets says where to go and how old an offline view is", () => {
  const html = render(<StyleguideTickets language="en" now={NOW} />);
  assertStringIncludes(html, "room 3");
  assertStringIncludes(html, "3 minutes ago");
});
