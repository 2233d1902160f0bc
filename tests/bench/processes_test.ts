/** Proves how the kernel's files are read, on samples of them and on this very process. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  busyShare,
  mainThreadTime,
  parseStatusBytes,
  parseThreadTime,
  residentBytes,
  residentPeakBytes,
} from "./processes.ts";

Deno.test("parseThreadTime() reads nanoseconds as milliseconds", () => {
  assertEquals(parseThreadTime("2500000 1500000 17\n"), { ranMs: 2.5, waitedMs: 1.5 });
});

Deno.test("parseThreadTime() refuses other text", () => {
  assertThrows(() => parseThreadTime("none"), Error, "from none");
});

Deno.test("busyShare() counts work and waiting for a core", () => {
  const before = { ranMs: 10, waitedMs: 0 };
  assertEquals(busyShare({ before, after: { ranMs: 80, waitedMs: 20 }, wallMs: 100 }), 0.9);
});

Deno.test("parseStatusBytes() reads the named field only", () => {
  const status = "Name:\tdeno\nVmHWM:\t    2088 kB\nVmRSS:\t    2000 kB\n";
  assertEquals(parseStatusBytes(status, "VmRSS"), 2_048_000);
  assertEquals(parseStatusBytes(status, "VmHWM"), 2_138_112);
  assertThrows(() => parseStatusBytes("Name:\tdeno\n", "VmRSS"), Error, "VmRSS");
});

Deno.test("mainThreadTime() and residentBytes() read a living process", async () => {
  assert((await mainThreadTime(Deno.pid)).ranMs > 0);
  const resident = await residentBytes(Deno.pid);
  assert(resident > 1_000_000);
  assert(await residentPeakBytes(Deno.pid) >= resident);
});

Deno.test("mainThreadTime() rejects for a process that is gone", async () => {
  await assertRejects(() => mainThreadTime(999_999_999), Error, "is the process gone?");
});
