/**
 * The page of whoever treats: the person now and the one thing to do, who comes next, the break. It puts the parts
 * together; the life of what they show is in `doctor_live.ts`.
 */
import { useEffect, useMemo } from "preact/hooks";
import { ask } from "../api.ts";
import { commandsOver } from "../desk/commands.ts";
import { DeskContext } from "../desk/desk_context.ts";
import { createPeople } from "../desk/people.ts";
import { useOffline } from "../offline/use_offline.ts";
import { LineBanners } from "../desk/line_banners.tsx";
import { AwayBanner, BreakPanel } from "./break_panel.tsx";
import { DoctorBar, ProviderQuestion } from "./doctor_bar.tsx";
import { DoctorContext, useDoctor } from "./doctor_context.ts";
import { startDoctor } from "./doctor_live.ts";
import { createDoctorModel } from "./doctor_model.ts";
import type { DoctorProps } from "./doctor_props.ts";
import { KeyHelp } from "./key_help.tsx";
import { listenForKeys } from "./key_listener.ts";
import { NextPanel } from "./next_panel.tsx";
import { NowCard } from "./now_card.tsx";

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

function Room() {
  const { desk, situation, isChoiceNeeded } = useDoctor();
  const now = situation.value;
  if (now === null) {
    return (
      <div class="doctor-room">
        <section class="card now-card">
          <p class="soft" role="status">{desk.say("desk.loadingLine")}</p>
        </section>
      </div>
    );
  }
  return (
    <div class="doctor-room">
      <AwayBanner situation={now} />
      {isChoiceNeeded.value && now.current === null ? <ProviderQuestion /> : <NowCard situation={now} />}
      <div class="doctor-side">
        <NextPanel situation={now} />
        <BreakPanel situation={now} />
      </div>
    </div>
  );
}

/** The life of the doctor's page. */
export function Doctor(props: DoctorProps) {
  const { offline, opening } = useOffline(props);
  const model = useMemo(() => {
    const people = createPeople(props.queueId, { ask: (path) => ask(path), after });
    return createDoctorModel(props, { ask, commands: commandsOver(opening), people, offline });
  }, []);

  useEffect(() => startDoctor(model), []);
  useEffect(() => listenForKeys(model), []);

  return (
    <DoctorContext.Provider value={model}>
      <DeskContext.Provider value={model.desk}>
        <div class="doctor">
          <DoctorBar />
          <div class="doctor-banners">
            <LineBanners path={`/doctor/${encodeURIComponent(props.queueId)}`} />
          </div>
          <Room />
          <KeyHelp />
        </div>
      </DeskContext.Provider>
    </DoctorContext.Provider>
  );
}
