/**
 * One queue's desk: the queues on the left, the line in the middle, the current person on the right. It puts the parts
 * together and listens for keys; each part is in a file of its own.
 */
import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ask } from "../api.ts";
import type { Offline } from "../offline/open_offline.ts";
import { ActionBar } from "./action_bar.tsx";
import { commandsOver } from "./commands.ts";
import { DeskBanners } from "./desk_banners.tsx";
import { DeskContext } from "./desk_context.ts";
import { startDesk } from "./desk_live.ts";
import { createDeskModel, type DeskModel } from "./desk_model.ts";
import type { DeskProps } from "./desk_props.ts";
import { DowntimeButton, DowntimePaper } from "./downtime_paper.tsx";
import { listenForKeys } from "./desk_keys.ts";
import { LineTable } from "./line_table.tsx";
import { NoticeBar } from "./notice_bar.tsx";
import { NowPanel } from "./now_panel.tsx";
import { createPeople } from "./people.ts";
import { QueueControls } from "./queue_controls.tsx";
import { QueueList } from "./queue_list.tsx";
import { ProviderList } from "./provider_list.tsx";
import { RecentPanel } from "./recent_panel.tsx";
import { ShortcutHelp } from "./shortcut_help.tsx";
import { SlipPaper } from "./slip.tsx";
import { WalkInBox } from "./walk_in_box.tsx";

export interface DeskRoomProps {
  readonly deskProps: DeskProps;
  readonly queueId: string;
  /** Null until it is open. */
  readonly offline: ReadonlySignal<Offline | null>;
  readonly opening: Promise<Offline>;
  onSwitch(queueId: string): void;
}

function modelOf({ deskProps: props, queueId, offline, opening }: DeskRoomProps): DeskModel {
  const people = createPeople(queueId, {
    ask: (path) => ask(path),
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
  });
  return createDeskModel(props, queueId, { commands: commandsOver(opening), people, offline });
}

/** The desk of one queue. */
export function DeskRoom(props: DeskRoomProps) {
  const { onSwitch } = props;
  const model = useMemo(() => modelOf(props), []);
  const { say, queueName } = model;
  useEffect(() => startDesk(model), []);
  useEffect(() => listenForKeys(model, { onSwitch }), []);
  useEffect(() => {
    document.title = say("desk.title", { queue: queueName });
  }, []);
  return (
    <DeskContext.Provider value={model}>
      <div class="desk">
        <QueueList onSwitch={onSwitch} />
        <div class="desk-top">
          <ActionBar />
          <DeskBanners />
        </div>
        <NowPanel />
        <section class="desk-line" aria-labelledby="desk-name">
          <WalkInBox />
          <LineTable />
        </section>
        <RecentPanel />
        <div class="desk-controls">
          <QueueControls />
          <ProviderList />
          <DowntimeButton />
        </div>
        <NoticeBar />
        <ShortcutHelp />
        <SlipPaper />
        <DowntimePaper />
      </div>
    </DeskContext.Provider>
  );
}
