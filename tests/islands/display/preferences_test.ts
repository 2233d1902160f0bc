import { assertEquals } from "@std/assert";
import { keep, recall, recallFlag, type Shelf } from "../../../islands/display/preferences.ts";

function shelfOf(): Shelf {
  const kept = new Map<string, string>();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
}

const FORBIDDEN: Shelf = {
  getItem() {
    throw new DOMException("Denied", "SecurityError");
  },
  setItem() {
    throw new DOMException("Denied", "SecurityError");
  },
};

Deno.test("keep() and recall() outlive a page", () => {
  const shelf = shelfOf();
  assertEquals(recallFlag(shelf, { name: "isMuted", otherwise: true }), true);
  keep(shelf, { name: "isMuted", value: false });
  assertEquals(recallFlag(shelf, { name: "isMuted", otherwise: true }), false);
  keep(shelf, { name: "reloadedAt", value: 12 });
  assertEquals(recall(shelf, "reloadedAt"), "12");
});

Deno.test("keep() and recall() do without a browser that keeps nothing", () => {
  keep(FORBIDDEN, { name: "isMuted", value: true });
  assertEquals(recall(FORBIDDEN, "isMuted"), null);
  assertEquals(recallFlag(FORBIDDEN, { name: "isVoiceOn", otherwise: true }), true);
});
