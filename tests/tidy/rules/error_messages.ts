/**
 * The rule on the words of errors: a sentence that begins with a capital and ends without a full stop, so that it
 * reads the same alone, after a label and inside another sentence. Only literal texts of several words are judged, and
 * tests may repeat the words of the platform.
 */

const TEST_FILE = /\/tests\//;

/** The literal beginning and end of a text, or null for what is made elsewhere. */
function literalEnds(
  node: Deno.lint.Node | undefined,
): { readonly first: string; readonly last: string } | null {
  if (node?.type === "Literal" && typeof node.value === "string") {
    return { first: node.value, last: node.value };
  }
  if (node?.type !== "TemplateLiteral") return null;
  return { first: node.quasis[0]?.cooked ?? "", last: node.quasis.at(-1)?.cooked ?? "" };
}

/** What is wrong with a message, or null. */
function fault(ends: { readonly first: string; readonly last: string }): string | null {
  if (!ends.first.includes(" ") && ends.first === ends.last) return null;
  if (/^\p{Ll}/u.test(ends.first)) return "must begin with a capital";
  if (/\.\s*$/.test(ends.last)) return "must not end with a full stop";
  return null;
}

/** Reports `new …Error(…)` whose message breaks the grammar. */
export const errorMessage: Deno.lint.Rule = {
  create(context) {
    if (TEST_FILE.test(context.filename)) return {};
    return {
      NewExpression(node) {
        if (node.callee.type !== "Identifier" || !/Error$|^AssertionFailed$/.test(node.callee.name)) return;
        for (const argument of node.arguments.slice(0, 2)) {
          const ends = literalEnds(argument);
          const problem = ends === null ? null : fault(ends);
          if (problem === null) continue;
          context.report({
            node: argument,
            message: `An error's message ${problem}`,
            hint: "Say what was tried and the values: Cannot call ticket A-012: queue is paused",
          });
        }
      },
    };
  },
};
