/** The flags of a row as short words with the shape of their meaning. */
import { Badge } from "../pieces/badge.tsx";
import { useDesk } from "./desk_context.ts";
import type { Flag } from "./waited.ts";

function wordOf(flag: Flag, say: ReturnType<typeof useDesk>["say"]): string {
  if (flag.kind === "need") return say(`need.${flag.need}`);
  if (flag.kind === "declared") return say("desk.flag.declared", { need: say(`need.${flag.need}`) });
  return say(`desk.flag.${flag.kind}`);
}

/** All `flags`, the gravest first as they come. */
export function RowFlags({ flags }: { readonly flags: readonly Flag[] }) {
  const { say } = useDesk();
  return (
    <>
      {flags.map((flag) => (
        <Badge key={`${flag.kind}${"need" in flag ? flag.need : ""}`} tone={flag.tone}>
          {wordOf(flag, say)}
        </Badge>
      ))}
    </>
  );
}
