/**
 * The rules on what a file shows to others: an opening comment, a comment on each exported function, and few
 * positional parameters. They apply to the program, not to its tests.
 */

const PROGRAM_FILE = /(?<!\/tests)\/(?:(?:actors|routes|islands)\/.*\.tsx?|main\.ts)$/;
const SIGNATURE_FILE = /(?<!\/tests)\/(?:actors|routes)\/.*\.tsx?$/;
/** A doc comment that ends what stands before; line comments, such as lint directives, may follow it. */
const DOC_COMMENT_END = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*(?:\/\/[^\n]*\s*)*$/;
const POSITIONAL_PARAMETERS_MAX = 2;

/** True for a parameter that is an object: destructured, or typed by a name or by its members. */
function isNamedOptions(parameter: Deno.lint.Parameter): boolean {
  if (parameter.type === "AssignmentPattern") {
    return parameter.left.type === "ObjectPattern" ||
      (parameter.left.type === "Identifier" && isNamedOptions(parameter.left));
  }
  if (parameter.type === "ObjectPattern") return true;
  if (parameter.type !== "Identifier") return false;
  const type = parameter.typeAnnotation?.typeAnnotation.type;
  return type === "TSTypeReference" || type === "TSTypeLiteral";
}

/** The functions that an export makes, each with its name. */
function exportedFunctions(
  node: Deno.lint.ExportNamedDeclaration,
): readonly { readonly name: string; readonly parameters: readonly Deno.lint.Parameter[] }[] {
  const made = node.declaration;
  if (made?.type === "FunctionDeclaration") return [{ name: made.id?.name ?? "", parameters: made.params }];
  if (made?.type !== "VariableDeclaration") return [];
  return made.declarations.flatMap(({ id, init }) => {
    if (id.type !== "Identifier") return [];
    if (init?.type !== "ArrowFunctionExpression" && init?.type !== "FunctionExpression") return [];
    return [{ name: id.name, parameters: init.params }];
  });
}

/** Reports an exported function with more than two positional parameters; a last object of options is free. */
export const fewParameters: Deno.lint.Rule = {
  create(context) {
    if (!SIGNATURE_FILE.test(context.filename)) return {};
    return {
      ExportNamedDeclaration(node) {
        for (const { name, parameters } of exportedFunctions(node)) {
          const last = parameters.at(-1);
          const positional = parameters.length - (last && isNamedOptions(last) ? 1 : 0);
          if (positional <= POSITIONAL_PARAMETERS_MAX) continue;
          context.report({
            node,
            message:
              `${name}() takes ${positional} positional parameters, at most ${POSITIONAL_PARAMETERS_MAX} are allowed`,
            hint: "Gather the rest in one object with a name for each",
          });
        }
      },
    };
  },
};

/** Reports an exported function without a doc comment; a `…Key()` function says all by its name and its line. */
export const documentedExport: Deno.lint.Rule = {
  create(context) {
    if (!SIGNATURE_FILE.test(context.filename)) return {};
    return {
      ExportNamedDeclaration(node) {
        if (DOC_COMMENT_END.test(context.sourceCode.text.slice(0, node.range[0]))) return;
        for (const { name } of exportedFunctions(node)) {
          if (name.endsWith("Key")) continue;
          context.report({
            node,
            message: `${name}() is exported without a doc comment`,
            hint: "Say what it guarantees, its units and its errors in /** … */ above it",
          });
        }
      },
    };
  },
};

/** Reports a file of the program that does not open with a comment. */
export const openingComment: Deno.lint.Rule = {
  create(context) {
    if (!PROGRAM_FILE.test(context.filename)) return {};
    if (!/^\s*(?:\/\*|\/\/)/.test(context.sourceCode.text)) {
      context.report({
        range: [0, 1],
        message: "File does not open with a comment",
        hint: "Begin with two or three sentences: what it owns, what it must not do",
      });
    }
    return {};
  },
};
