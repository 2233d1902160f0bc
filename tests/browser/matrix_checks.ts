/**
 * What is looked for on any page: things that overflow or are cut, what moves although it must not, what a reader of
 * screens would stumble over. Each check answers sentences; an empty list is a good page.
 */
import type { Page } from "playwright-core";
import { z } from "zod";

const Sentences = z.array(z.string());
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What counts as a good page while it loads: Google's own bound is four times as high. */
const SHIFT_MAX = 0.025;

/** Lets what moves come to its end, and the page paint itself. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const painted = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await painted();
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
    await painted();
  });
}

/** Runs in the page: text and boxes that leave the page, or a box that cuts them. */
function misplaced(): string[] {
  const found = new Set<string>();
  const root = document.documentElement;
  const over = root.scrollWidth - root.clientWidth;
  if (over > 0) found.add(`the page is ${over} px wider than the window`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const OPEN = ["inline", "contents"];

  function nameOf(element: Element): string {
    const classes = [...element.classList].map((one) => `.${one}`).join("");
    return `${element.tagName.toLowerCase()}${classes}`;
  }

  /** How a text of that extent is cut by what it is in, or null. */
  function cutBy(element: Element, rect: DOMRect): string | null {
    let isFree = { x: false, y: false };
    let isBoxed = false;
    for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      // For readers of screens alone.
      if (box.width <= 1 && box.height <= 1 && style.overflowX !== "visible") return null;
      const [left, right] = [rect.left < box.left - 1, rect.right > box.right + 1];
      if (!isBoxed && !OPEN.includes(style.display)) {
        isBoxed = true;
        const isScrolled = style.overflowX !== "visible";
        if ((left || right) && !isScrolled && !isFree.x) return `spills out of ${nameOf(at)}`;
      }
      if (["auto", "scroll"].includes(style.overflowX)) isFree = { ...isFree, x: true };
      if (["auto", "scroll"].includes(style.overflowY)) isFree = { ...isFree, y: true };
      const isHiddenX = ["hidden", "clip"].includes(style.overflowX);
      const isHiddenY = ["hidden", "clip"].includes(style.overflowY);
      const isMeant = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
      const slack = rect.height * 0.25;
      if (!isFree.x && isHiddenX && !isMeant && (left || right)) return `is cut by ${nameOf(at)}`;
      if (isMeant && isHiddenX) return null;
      const isBelow = rect.bottom > box.bottom + slack || rect.top < box.top - slack;
      if (!isFree.y && isHiddenY && isBelow) return `is cut in height by ${nameOf(at)}`;
      if (style.position === "fixed") return null;
    }
    if (!isFree.x && (rect.left < -1 || rect.right > root.clientWidth + 1)) return "leaves the page";
    return null;
  }

  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? "";
    if (element === null || text === "" || element.closest(".visually-hidden, .skip, noscript, script")) {
      continue;
    }
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const how = rect.width === 0 ? null : cutBy(element, rect);
      if (how !== null) found.add(`“${text.slice(0, 40)}” ${how}`);
    }
  }
  return [...found];
}

/** What leaves the page, or is cut without a mark that says so. */
export async function overflowsOf(page: Page): Promise<readonly string[]> {
  return Sentences.parse(await page.evaluate(misplaced));
}

/** Runs in the page: what would move for somebody who asked for no motion. */
function movements(): string[] {
  const found = new Set<string>();
  const longest = (list: string) => Math.max(...list.split(",").map((one) => parseFloat(one)));
  for (const element of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const { animationName, transitionDuration } = getComputedStyle(element, part);
      const name = `${element.tagName.toLowerCase()}.${[...element.classList].join(".")}${part ?? ""}`;
      if (animationName !== "none") found.add(`${name} is animated by ${animationName}`);
      if (longest(transitionDuration) > 0) found.add(`${name} changes over ${transitionDuration}`);
    }
  }
  for (const animation of document.getAnimations()) {
    if (animation.playState === "running") found.add("an animation runs");
  }
  return [...found];
}

/** What moves for somebody who asked for no motion. */
export async function movementsOf(page: Page): Promise<readonly string[]> {
  return Sentences.parse(await page.evaluate(movements));
}

/** Makes {@link axeFindingsOf} possible on a page that was just loaded. */
export async function bringAxe(page: Page, source: string): Promise<void> {
  await page.evaluate(source);
}

/** What axe finds against WCAG 2.2, A and AA. */
export async function axeFindingsOf(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(async (tags) => {
    interface Found {
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
      }[];
    }
    const axe: { run(context: Document, options: unknown): Promise<Found> } = Reflect.get(globalThis, "axe");
    const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
    const { violations } = await axe.run(document, options);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) =>
        `axe ${id}: ${String(target)} (${failureSummary?.split("\n")[1]?.trim()})`
      )
    );
  }, AXE_TAGS);
  return Sentences.parse(found);
}

/** What moved by itself since the page began to load. */
export async function shiftsOf(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(async (max) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let sum = 0;
    const movers = new Set<string>();
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries().filter((one) => Reflect.get(one, "hadRecentInput") === false)) {
        sum += Number(Reflect.get(entry, "value"));
        for (const { node } of Reflect.get(entry, "sources") ?? []) {
          movers.add(node instanceof Element ? `${node.tagName.toLowerCase()}.${node.className}` : "text");
        }
      }
    });
    observer.observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => setTimeout(resolve, 0));
    await promise;
    observer.disconnect();
    return sum > max
      ? [`shifts by ${sum.toFixed(3)} while it loads: ${[...movers].slice(0, 4).join(", ")}`]
      : [];
  }, SHIFT_MAX);
  return Sentences.parse(found);
}
