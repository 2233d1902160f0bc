/**
 * The rule that keeps the store's layout in few places: a key is spelled in a `…Key()` function of a runtime file
 * or of a `store.ts`, never at the call that uses it. Tests are free to spell keys.
 */

const KEY_HOME = /\/actors\/(?:runtime\/[^/]+|(?:[^/]+\/)*store)\.ts$/;
const TEST_FILE = /\/tests\//;
const KEYED_CALLS = new Set(["get", "set", "delete", "sum", "min", "max"]);
const KEYED_PROPERTIES = new Set(["key", "prefix", "start", "end"]);

/** A list of parts of a key, told from other lists by its first part: a word or a name, never a number. */
function isSpelledKey(node: Deno.lint.Node | undefined): boolean {
  if (node?.type !== "ArrayExpression") return false;
  const first: Deno.lint.Node | undefined = node.elements[0] ?? undefined;
  if (first === undefined) return false;
  return first.type === "TemplateLiteral" || first.type === "Identifier" ||
    (first.type === "Literal" && typeof first.value === "string");
}

/** The arrays inside the first argument of a call that takes keys under names or in a list. */
function spelledInside(argument: Deno.lint.Node | undefined): boolean {
  if (argument?.type === "ArrayExpression") return argument.elements.some((element) => isSpelledKey(element));
  if (argument?.type !== "ObjectExpression") return false;
  return argument.properties.some((property) =>
    property.type === "Property" && property.key.type === "Identifier" &&
    KEYED_PROPERTIES.has(property.key.name) && isSpelledKey(property.value)
  );
}

/** Reports keys spelled at the call, and key functions outside runtime files and `store.ts`. */
export const kvKeys: Deno.lint.Rule = {
  create(context) {
    if (TEST_FILE.test(context.filename)) return {};
    return {
      CallExpression(node) {
        if (node.callee.type !== "MemberExpression" || node.callee.property.type !== "Identifier") return;
        const called = node.callee.property.name;
        const argument = node.arguments[0];
        const isDirect = KEYED_CALLS.has(called) && isSpelledKey(argument);
        const isNested = ["check", "getMany", "list", "watch"].includes(called) && spelledInside(argument);
        if (!isDirect && !isNested) return;
        context.report({
          node,
          message: `A KV key is spelled at the call of ${called}()`,
          hint: "Spell it in a …Key() function of a runtime file or of the folder's store.ts and call that",
        });
      },
      FunctionDeclaration(node) {
        if (KEY_HOME.test(context.filename) || !node.id?.name.endsWith("Key") || !node.returnType) return;
        if (!context.sourceCode.getText(node.returnType).includes("Deno.KvKey")) return;
        context.report({
          node: node.id,
          message: `${node.id.name}() spells a KV key outside runtime files and store.ts`,
          hint: "Move it into the folder's store.ts",
        });
      },
    };
  },
};
