/** What stands above the desk's line: what every line may have (`line_banners.tsx`), and how many changes wait. */
import { useDesk } from "./desk_context.ts";
import { showHeldChanges } from "./desk_model.ts";
import { LineBanners } from "./line_banners.tsx";

function HeldChanges() {
  const model = useDesk();
  const count = model.heldChanges.value;
  return (
    <div class="held-changes" role="status">
      {count > 0 && (
        <p>
          {model.say("desk.changes", { count })}
          <button type="button" class="button quiet" onClick={() => showHeldChanges(model)}>
            {model.say("desk.showChanges")}
          </button>
        </p>
      )}
    </div>
  );
}

/** The banners that apply, and nothing when all is well. */
export function DeskBanners() {
  const { queueId } = useDesk();
  return (
    <div class="desk-banners">
      <LineBanners path={`/desk/${encodeURIComponent(queueId)}`} />
      <HeldChanges />
    </div>
  );
}
