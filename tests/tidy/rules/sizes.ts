/**
 * The rules on size: a file of at most 400 lines, a function of at most 70. They count lines as they stand, comments
 * and blank lines included, because that is what a reader scrolls through.
 */

export const FILE_LINES_MAX = 400;
export const FUNCTION_LINES_MAX = 70;

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** How many lines a text takes; a last line feed opens no further line. */
function countLines(text: string): number {
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  return body === "" ? 0 : body.split("\n").length;
}

/** Reports a file above {@link FILE_LINES_MAX} lines. */
export const fileSize: Deno.lint.Rule = {
  create(context) {
    const lines = countLines(context.sourceCode.text);
    if (lines > FILE_LINES_MAX) {
      context.report({
        range: [0, 1],
        message: `File has ${lines} lines, at most ${FILE_LINES_MAX} are allowed`,
        hint: "Move one of the things it owns into a file of its own",
      });
    }
    return {};
  },
};

/** Reports a function above {@link FUNCTION_LINES_MAX} lines. */
export const functionSize: Deno.lint.Rule = {
  create(context) {
    const measure = (node: FunctionNode) => {
      const lines = countLines(context.sourceCode.getText(node));
      if (lines <= FUNCTION_LINES_MAX) return;
      context.report({
        node,
        message: `Function has ${lines} lines, at most ${FUNCTION_LINES_MAX} are allowed`,
        hint: "Keep the branches here and move the leaves into named functions",
      });
    };
    return {
      FunctionDeclaration: measure,
      FunctionExpression: measure,
      ArrowFunctionExpression: measure,
    };
  },
};
