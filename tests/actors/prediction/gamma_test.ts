/** The quantiles against the distribution function, integrated numerically here and by other means than the code's. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { gammaQuantiles } from "../../../actors/prediction/gamma.ts";
import { AssertionFailed } from "../../../actors/shared/assert.ts";

const STEPS = 4_000;

/**
 * The share of a gamma distribution of mean 1 that lies below `x`: Simpson's rule on the density in the variable
 * t = u³, normalised by the same rule over (practically) the whole line, so that no gamma function is needed.
 */
function shareBelow(x: number, shape: number): number {
  // Without the peak's height taken out, the density of a large shape leaves the range of numbers.
  const peak = Math.max(1e-9, (shape - 1) / shape);
  const density = (u: number): number => {
    const t = u * u * u;
    if (t === 0) return 0;
    const exponent = (shape - 1) * Math.log(t / peak) - shape * (t - peak);
    return Math.exp(exponent) * 3 * u * u;
  };
  const simpson = (end: number): number => {
    const width = end / STEPS;
    let sum = density(0) + density(end);
    for (let index = 1; index < STEPS; index++) sum += density(index * width) * (index % 2 === 1 ? 4 : 2);
    return sum * width / 3;
  };
  return simpson(Math.cbrt(x)) / simpson(Math.cbrt(1 + 60 / Math.sqrt(shape)));
}

/** The exact quantile by bisection. */
function exactQuantile(p: number, shape: number): number {
  let [low, high] = [0, 1 + 12 / Math.sqrt(shape)];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (shareBelow(middle, shape) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

Deno.test("gammaQuantiles() is within 0.1% of numerical integration from one exponential service to a long line", () => {
  for (const shape of [1, 1.03, 1.6, 2.7778, 7.3, 41, 66, 900]) {
    const mean = 15 * shape;
    const quantiles = gammaQuantiles({ mean, variance: mean * mean / shape });
    for (const [name, p] of [["p10", 0.1], ["p50", 0.5], ["p80", 0.8], ["p90", 0.9]] as const) {
      const exact = exactQuantile(p, shape) * mean;
      const error = Math.abs(quantiles[name] / exact - 1);
      assert(error < 0.001, `${name} of shape ${shape} is off by ${(error * 100).toFixed(3)}%`);
    }
  }
});

Deno.test("gammaQuantiles() of shape 1 are those of the exponential distribution in closed form", () => {
  const { p10, p50, p80, p90 } = gammaQuantiles({ mean: 1, variance: 1 });
  const exact = [0.1, 0.5, 0.8, 0.9].map((p) => -Math.log(1 - p));
  [p10, p50, p80, p90].forEach((quantile, index) =>
    assert(Math.abs(quantile / (exact[index] ?? 0) - 1) < 1e-6)
  );
});

Deno.test("gammaQuantiles() rise with the probability and enclose the median", () => {
  for (let shape = 1; shape < 10_000; shape *= 1.37) {
    const { p10, p50, p80, p90 } = gammaQuantiles({ mean: 100, variance: 10_000 / shape });
    assert(0 < p10 && p10 < p50 && p50 < p80 && p80 < p90);
    assert(p50 < 100, "A gamma distribution leans to the right: its median is below its mean");
  }
});

Deno.test("gammaQuantiles() of nothing are 0, and of no variance the value itself", () => {
  assertEquals(gammaQuantiles({ mean: 0, variance: 0 }), { p10: 0, p50: 0, p80: 0, p90: 0 });
  assertEquals(gammaQuantiles({ mean: 30, variance: 0 }), { p10: 30, p50: 30, p80: 30, p90: 30 });
});

Deno.test("gammaQuantiles() refuses a shape below 1, where its tables end", () => {
  assertThrows(() => gammaQuantiles({ mean: 10, variance: 101 }), AssertionFailed, "below 1");
});
