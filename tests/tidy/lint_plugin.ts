/**
 * The project's own lint rules, one name each; `deno lint` loads them from here. A rule judges one file at a time;
 * what needs the whole tree (imports, dead files, mirrored tests) is a test beside this file.
 */
import { errorMessage } from "./rules/error_messages.ts";
import { kvKeys } from "./rules/kv_keys.ts";
import { pureDomain } from "./rules/pure_domain.ts";
import { documentedExport, fewParameters, openingComment } from "./rules/signatures.ts";
import { fileSize, functionSize } from "./rules/sizes.ts";
import { spokenWords } from "./rules/spoken_words.ts";

const plugin: Deno.lint.Plugin = {
  name: "anteroom",
  rules: {
    "documented-export": documentedExport,
    "error-message": errorMessage,
    "few-parameters": fewParameters,
    "file-size": fileSize,
    "function-size": functionSize,
    "kv-keys": kvKeys,
    "opening-comment": openingComment,
    "pure-domain": pureDomain,
    "spoken-words": spokenWords,
  },
};

export default plugin;
