/**
 * The rule that keeps domain folders pure: what they need of clock, chance, network, timers or store arrives as an
 * argument. It looks at names, not at bindings, so a parameter there must not be called `crypto` or `fetch` either.
 */

const DOMAIN_FOLDER = /(?<!\/tests)\/actors\/(?:shared|queue|prediction|facility|consultation)\//;
const FORBIDDEN_OBJECTS = new Set(["Deno", "crypto", "performance", "globalThis", "process", "localStorage"]);
const FORBIDDEN_MEMBERS = new Set(["Date.now", "Math.random", "Temporal.Now"]);
const FORBIDDEN_CALLS = new Set([
  "Date",
  "fetch",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);
/** Types of plain values: naming one reaches nothing. */
const SHAPES = new Set(["Deno.KvKey", "Deno.KvKeyPart"]);
const FORBIDDEN_CLASSES = new Set(["BroadcastChannel", "EventSource", "WebSocket", "Worker"]);

/** Reports clocks, randomness, timers, network and platform in domain folders. */
export const pureDomain: Deno.lint.Rule = {
  create(context) {
    if (!DOMAIN_FOLDER.test(context.filename)) return {};
    const report = (node: Deno.lint.Node, name: string) =>
      context.report({
        node,
        message: `Domain folders must not use ${name}`,
        hint: "Take the value as an argument: an instant, an id, a random number, a result",
      });
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier") return;
        const owner = node.object.name;
        if (FORBIDDEN_OBJECTS.has(owner)) return report(node, owner);
        if (node.property.type !== "Identifier") return;
        const member = `${owner}.${node.property.name}`;
        if (FORBIDDEN_MEMBERS.has(member)) report(node, member);
      },
      TSQualifiedName(node) {
        if (node.left.type !== "Identifier" || !FORBIDDEN_OBJECTS.has(node.left.name)) return;
        if (!SHAPES.has(`${node.left.name}.${node.right.name}`)) report(node, node.left.name);
      },
      CallExpression(node) {
        if (node.callee.type === "Identifier" && FORBIDDEN_CALLS.has(node.callee.name)) {
          report(node, `${node.callee.name}()`);
        }
      },
      NewExpression(node) {
        if (node.callee.type !== "Identifier") return;
        if (node.callee.name === "Date" && node.arguments.length === 0) report(node, "the present date");
        if (FORBIDDEN_CLASSES.has(node.callee.name)) report(node, node.callee.name);
      },
    };
  },
};
