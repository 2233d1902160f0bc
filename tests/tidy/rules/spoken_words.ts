/**
 * The rule on words in pages: what a person reads or hears comes from `static/i18n`, so that it exists in every
 * language. It judges literal texts between tags and in the attributes that are read out; the page of pieces for
 * developers speaks English only, and what a key is called is not a word.
 */

const PAGE_FILE = /\/(?:islands|routes)\/.*\.tsx$/;
const DEVELOPERS_FILE = /\/tests\/|\/routes\/pages\/styleguide\w*\.tsx$/;
/** Attributes of elements, and properties of our pieces, that are words. */
const SPOKEN = new Set([
  "alt",
  "aria-description",
  "aria-label",
  "help",
  "label",
  "message",
  "placeholder",
  "title",
]);
const LETTER = /\p{L}/u;
const WORD_KEY = /^[a-z]+(?:\.[a-zA-Z0-9]+)+$/;

/** True for a literal text with a letter in it; entities are signs, not words, and a key is not yet one. */
function hasLetters(text: string): boolean {
  return !WORD_KEY.test(text) && LETTER.test(text.replace(/&#?\w+;/g, ""));
}

/** The literal text of an expression, or "" for what is made elsewhere. */
function literalOf(node: Deno.lint.Node): string {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  return node.type === "TemplateLiteral" ? node.quasis.map(({ raw }) => raw).join("") : "";
}

function isKeyName(node: Deno.lint.JSXText): boolean {
  const { parent } = node;
  return parent.type === "JSXElement" && parent.openingElement.name.type === "JSXIdentifier" &&
    parent.openingElement.name.name === "kbd";
}

/** Reports words written into a page instead of the dictionaries. */
export const spokenWords: Deno.lint.Rule = {
  create(context) {
    if (!PAGE_FILE.test(context.filename) || DEVELOPERS_FILE.test(context.filename)) return {};
    const report = (node: Deno.lint.Node) =>
      context.report({
        node,
        message: "Words that people read are in static/i18n",
        hint: 'Write say("area.key") and add the key in every language',
      });
    return {
      JSXText(node) {
        if (hasLetters(node.value) && !isKeyName(node)) report(node);
      },
      JSXExpressionContainer(node) {
        const isChild = node.parent.type === "JSXElement" || node.parent.type === "JSXFragment";
        if (isChild && hasLetters(literalOf(node.expression))) report(node);
      },
      JSXAttribute(node) {
        if (node.name.type !== "JSXIdentifier" || !SPOKEN.has(node.name.name) || node.value === null) return;
        const value = node.value.type === "JSXExpressionContainer" ? node.value.expression : node.value;
        if (hasLetters(literalOf(value))) report(node);
      },
    };
  },
};
