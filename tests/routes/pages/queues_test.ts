import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { CODE_SECRET_CHARS, type TrackingCode } from "../../../actors/shared/ids.ts";
import { CONFIG, join } from "../../support/queue_fixture.ts";
import { inPageWorld, QUEUE_ID } from "../../support/page_world.ts";

function form(fields: Record<string, string>): RequestInit {
  return { method: "POST", body: new URLSearchParams(fields) };
}

Deno.test("GET / lists the lines that can be joined, with their counts", async () => {
  await inPageWorld(async ({ visit, join }) => {
    await join();
    const response = await visit("/");
    const html = await response.text();
    assertEquals(response.status, 200);
    for (const text of ["Riverside", "Walk-in", "1 person is waiting", `href="/join/${QUEUE_ID}"`]) {
      assertStringIncludes(html, text);
    }
    assertStringIncludes(html, "/queues/cards?tenant=tenant");
  });
});

Deno.test("GET / speaks the person's language", async () => {
  await inPageWorld(async ({ visit }) => {
    const html = await (await visit("/", { headers: { "accept-language": "ar" } })).text();
    assertMatch(html, /<html lang="ar" dir="rtl"/);
    assertStringIncludes(html, "لا أحد ينتظر");
    assertStringIncludes(await (await visit("/?lang=de")).text(), '<html lang="de"');
    assertStringIncludes(await (await visit("/")).text(), '<html lang="de"');
  });
});

Deno.test("GET / shows no line that strangers may not join", async () => {
  await inPageWorld(async ({ visit }) => {
    const html = await (await visit("/")).text();
    assert(!html.includes("Walk-in"));
    assertStringIncludes(html, "Please ask at the front desk");
    assertEquals((await visit(`/join/${QUEUE_ID}`)).status, 404);
    assertEquals((await visit(`/join/${QUEUE_ID}`, form({ name: "Ada" }))).status, 404);
  }, { queue: { selfJoin: false } });
});

Deno.test("GET / of an unknown tenant is a page that says what to do", async () => {
  await inPageWorld(async ({ visit }) => {
    const response = await visit("/?tenant=nobody");
    assertEquals(response.status, 404);
    assertStringIncludes(await response.text(), "the address your clinic gave you");
  });
});

Deno.test("GET / shows a closed line without a way in", async () => {
  await inPageWorld(async ({ visit, send }) => {
    await send({ type: "CloseQueue", reasonId: null });
    const html = await (await visit("/")).text();
    assertStringIncludes(html, "Closed");
    assert(!html.includes(`/join/${QUEUE_ID}`));
    assertStringIncludes(
      await (await visit(`/join/${QUEUE_ID}`)).text(),
      "This line is closed at the moment",
    );
  });
});

Deno.test("POST /join takes a number and leads to its page", async () => {
  await inPageWorld(async ({ visit, system }) => {
    const fields = {
      name: "Ada Lovelace",
      phone: "+44 20 7946 0000",
      language: "de",
      need: "pregnant",
      mode: "online",
    };
    const response = await visit(`/join/${QUEUE_ID}`, form(fields));
    assertEquals(response.status, 303);
    const path = response.headers.get("location") ?? "";
    assertMatch(path, /^\/t\/[\w-]{24}$/);
    const html = await (await visit(path)).text();
    assertStringIncludes(html, '<html lang="de"');
    assert(!html.includes("Lovelace") && !html.includes("7946"));
    const ticket = await system.queues.read(QUEUE_ID, (state) => state.byCode(path.slice(3)));
    assertEquals([ticket?.mode, ticket?.declaredNeeds, ticket?.class], ["online", ["pregnant"], "routine"]);
  });
});

Deno.test("POST /join twice with one key is one join", async () => {
  await inPageWorld(async ({ visit, system }) => {
    const html = await (await visit(`/join/${QUEUE_ID}`)).text();
    const [, key = ""] = /name="key" value="([^"]+)"/.exec(html) ?? [];
    const first = await visit(`/join/${QUEUE_ID}`, form({ name: "Ada", key }));
    const second = await visit(`/join/${QUEUE_ID}`, form({ name: "Ada", key }));
    assertEquals([first.status, second.status], [303, 303]);
    assertEquals(second.headers.get("location"), first.headers.get("location"));
    assertEquals(await system.queues.read(QUEUE_ID, (state) => state.counts.waiting), 1);
  });
});

Deno.test("POST /join with another's content under the same key joins nobody twice", async () => {
  await inPageWorld(async ({ visit, system }) => {
    const key = "k".repeat(22);
    await visit(`/join/${QUEUE_ID}`, form({ name: "Ada", key }));
    const other = await visit(`/join/${QUEUE_ID}`, form({ name: "Grace", key }));
    assertEquals(other.status, 409);
    assertStringIncludes(await other.text(), "You already have a number");
    assertEquals(await system.queues.read(QUEUE_ID, (state) => state.counts.waiting), 1);
  });
});

Deno.test("POST /join with faults shows the form again as it was written", async () => {
  await inPageWorld(async ({ visit, system }) => {
    const response = await visit(`/join/${QUEUE_ID}`, form({ name: "", phone: "call me", need: "elderly" }));
    assertEquals(response.status, 422);
    const html = await response.text();
    assertStringIncludes(html, "Please enter your name.");
    assertStringIncludes(html, 'value="call me"');
    assertMatch(html, /value="elderly" checked/);
    assertEquals(await system.queues.read(QUEUE_ID, (state) => state.counts.waiting), 0);
  });
});

Deno.test("POST /join to a full line offers the waiting list, and takes it", async () => {
  await inPageWorld(async ({ visit, join }) => {
    await join();
    const full = await visit(`/join/${QUEUE_ID}`, form({ name: "Grace" }));
    assertEquals(full.status, 409);
    const html = await full.text();
    assertStringIncludes(html, 'name="acceptWaitlist"');
    assertStringIncludes(html, 'value="Grace"');
    const path = await join({ name: "Grace", acceptWaitlist: "true" });
    assertStringIncludes(await (await visit(path)).text(), "You are on the waiting list");
  }, { queue: { capacity: 1 } });
});

Deno.test("POST /join to a paused line says so", async () => {
  await inPageWorld(async ({ visit, send }) => {
    await send({ type: "PauseQueue", reasonId: null });
    const response = await visit(`/join/${QUEUE_ID}`, form({ name: "Ada" }));
    assertEquals(response.status, 409);
    assertStringIncludes(await response.text(), "takes nobody new at the moment");
  });
});

Deno.test("POST /join from another site is refused", async () => {
  await inPageWorld(async ({ visit, system }) => {
    const headers = { "sec-fetch-site": "cross-site" };
    assertEquals((await visit(`/join/${QUEUE_ID}`, { ...form({ name: "Ada" }), headers })).status, 403);
    assertEquals(await system.queues.read(QUEUE_ID, (state) => state.counts.waiting), 0);
  });
});

Deno.test("POST /join cannot set a class", async () => {
  await inPageWorld(async ({ join, system }) => {
    const path = await join({ name: "Ada", priority: "emergency", class: "emergency" });
    const ticket = await system.queues.read(QUEUE_ID, (state) => state.byCode(path.slice(3)));
    assertEquals(ticket?.class, "routine");
  });
});

Deno.test("the demo's tenant has no page while the demo is off", async () => {
  const code = `${CONFIG.locator}${"c".repeat(CODE_SECRET_CHARS)}` as TrackingCode;
  for (const [isDemo, status] of [[true, 200], [false, 404]] as const) {
    await inPageWorld(async ({ visit, send }) => {
      await send(join("ticket", { code }));
      for (const path of ["/", "/?tenant=demo", `/join/${QUEUE_ID}`, `/t/${code}`]) {
        const response = await visit(path);
        assertEquals(response.status, status, path);
        await response.body?.cancel();
      }
    }, { tenantId: "demo", config: { isDemo } });
  }
});

Deno.test("POST /join/:queueId tells whoever sends no form what is wrong with it", async () => {
  await inPageWorld(async ({ visit }) => {
    const send = async (body: string, type: string) => {
      const init = { method: "POST", body, headers: { "content-type": type } };
      const response = await visit(`/join/${QUEUE_ID}`, init);
      return [response.status, (await response.json()).code];
    };
    const form = "application/x-www-form-urlencoded";
    assertEquals(await send(`name=${"x".repeat(1_000_000)}`, form), [413, "too_large"]);
    assertEquals(await send("name=%zz", form), [400, "malformed_body"]);
    assertEquals(await send("name=Ada", "text/plain"), [415, "unsupported_media_type"]);
  });
});

Deno.test("GET /queues/cards keeps the list fresh, and says nothing twice", async () => {
  await inPageWorld(async ({ visit, join }) => {
    const headers = { accept: "application/json" };
    const first = await visit("/queues/cards?tenant=tenant", { headers });
    assertEquals((await first.json()).data[0].waiting, 0);
    const tagged = { ...headers, "if-none-match": first.headers.get("etag") ?? "" };
    assertEquals((await visit("/queues/cards?tenant=tenant", { headers: tagged })).status, 304);
    await join();
    const next = await visit("/queues/cards?tenant=tenant", { headers: tagged });
    assertEquals((await next.json()).data[0].waiting, 1);
    const unknown = await visit("/queues/cards?tenant=nobody", { headers });
    assertEquals([unknown.status, (await unknown.json()).code], [404, "not_found"]);
  });
});

Deno.test("GET /join of a full line leads onto its waiting list, and beyond that nowhere", async () => {
  await inPageWorld(async ({ visit, join }) => {
    await join();
    const waitlist = await (await visit(`/join/${QUEUE_ID}`)).text();
    assertStringIncludes(waitlist, "This line is full. Put yourself on the waiting list");
    assert(!waitlist.includes("if you join now"));
    await join({ name: "Grace", acceptWaitlist: "true" });
    const full = await (await visit(`/join/${QUEUE_ID}`)).text();
    assertStringIncludes(full, "This line and its waiting list are full");
    assertStringIncludes(full, "The front desk helps you");
    assert(!full.includes('id="name"'));
  }, { queue: { capacity: 1, waitlistCapacity: 1 } });
});

Deno.test("GET /join says how long it takes", async () => {
  await inPageWorld(async ({ visit, join }) => {
    assertStringIncludes(await (await visit(`/join/${QUEUE_ID}`)).text(), "No wait right now");
    await join();
    assertStringIncludes(await (await visit(`/join/${QUEUE_ID}`)).text(), "if you join now: about");
  });
});

Deno.test("POST /join to a line that just paused keeps what was written", async () => {
  await inPageWorld(async ({ visit, send }) => {
    await send({ type: "PauseQueue", reasonId: null });
    const html = await (await visit(`/join/${QUEUE_ID}`, form({ name: "Ada" }))).text();
    assertStringIncludes(html, 'value="Ada"');
    assertStringIncludes(html, "The front desk helps you");
  });
});

Deno.test("GET / keeps the clinic when the language is changed", async () => {
  await inPageWorld(async ({ visit }) => {
    const html = await (await visit("/?tenant=tenant&lang=de")).text();
    assertStringIncludes(html, 'href="/?tenant=tenant&amp;lang=ar"');
  });
});
