/**
 * Which sign means what on every screen. A screen imports the icons that it shows by itself; this list is only for
 * choosing the same one.
 */
import arrowRight from "lucide/arrow-right.mjs";
import calendar from "lucide/calendar.mjs";
import check from "lucide/check.mjs";
import chevronDown from "lucide/chevron-down.mjs";
import chevronRight from "lucide/chevron-right.mjs";
import chevronUp from "lucide/chevron-up.mjs";
import clock from "lucide/clock.mjs";
import coffee from "lucide/coffee.mjs";
import doorOpen from "lucide/door-open.mjs";
import flaskConical from "lucide/flask-conical.mjs";
import globe from "lucide/globe.mjs";
import gripVertical from "lucide/grip-vertical.mjs";
import info from "lucide/info.mjs";
import keyboard from "lucide/keyboard.mjs";
import link from "lucide/link.mjs";
import logOut from "lucide/log-out.mjs";
import maximize from "lucide/maximize.mjs";
import megaphone from "lucide/megaphone.mjs";
import messageCircle from "lucide/message-circle.mjs";
import pause from "lucide/pause.mjs";
import pill from "lucide/pill.mjs";
import play from "lucide/play.mjs";
import printer from "lucide/printer.mjs";
import qrCode from "lucide/qr-code.mjs";
import search from "lucide/search.mjs";
import settings from "lucide/settings.mjs";
import skipForward from "lucide/skip-forward.mjs";
import star from "lucide/star.mjs";
import stethoscope from "lucide/stethoscope.mjs";
import triangleAlert from "lucide/triangle-alert.mjs";
import undo2 from "lucide/undo-2.mjs";
import userPlus from "lucide/user-plus.mjs";
import userX from "lucide/user-x.mjs";
import users from "lucide/users.mjs";
import volume2 from "lucide/volume-2.mjs";
import volumeX from "lucide/volume-x.mjs";
import wifiOff from "lucide/wifi-off.mjs";
import x from "lucide/x.mjs";
import { Icon, type IconShape } from "../../islands/icon.tsx";

interface Sign {
  readonly icon: IconShape;
  readonly file: string;
  readonly meaning: string;
  readonly isDirectional?: boolean;
}

const SIGNS: readonly Sign[] = [
  { icon: megaphone, file: "megaphone", meaning: "call" },
  { icon: play, file: "play", meaning: "start" },
  { icon: check, file: "check", meaning: "done" },
  { icon: userX, file: "user-x", meaning: "absent" },
  { icon: pause, file: "pause", meaning: "hold" },
  { icon: undo2, file: "undo-2", meaning: "undo", isDirectional: true },
  { icon: search, file: "search", meaning: "find" },
  { icon: arrowRight, file: "arrow-right", meaning: "next", isDirectional: true },
  { icon: skipForward, file: "skip-forward", meaning: "skip", isDirectional: true },
  { icon: coffee, file: "coffee", meaning: "break" },
  { icon: doorOpen, file: "door-open", meaning: "room" },
  { icon: clock, file: "clock", meaning: "wait" },
  { icon: users, file: "users", meaning: "people" },
  { icon: userPlus, file: "user-plus", meaning: "add a person" },
  { icon: gripVertical, file: "grip-vertical", meaning: "move" },
  { icon: chevronUp, file: "chevron-up", meaning: "up" },
  { icon: chevronDown, file: "chevron-down", meaning: "down, more" },
  { icon: chevronRight, file: "chevron-right", meaning: "onwards", isDirectional: true },
  { icon: x, file: "x", meaning: "close" },
  { icon: triangleAlert, file: "triangle-alert", meaning: "warning" },
  { icon: wifiOff, file: "wifi-off", meaning: "offline" },
  { icon: info, file: "info", meaning: "information" },
  { icon: printer, file: "printer", meaning: "print" },
  { icon: volume2, file: "volume-2", meaning: "sound on" },
  { icon: volumeX, file: "volume-x", meaning: "sound off" },
  { icon: globe, file: "globe", meaning: "language" },
  { icon: logOut, file: "log-out", meaning: "sign out", isDirectional: true },
  { icon: settings, file: "settings", meaning: "settings" },
  { icon: keyboard, file: "keyboard", meaning: "keys" },
  { icon: maximize, file: "maximize", meaning: "full screen" },
  { icon: qrCode, file: "qr-code", meaning: "join by code" },
  { icon: link, file: "link", meaning: "link" },
  { icon: messageCircle, file: "message-circle", meaning: "message" },
  { icon: calendar, file: "calendar", meaning: "booked" },
  { icon: star, file: "star", meaning: "VIP" },
  { icon: stethoscope, file: "stethoscope", meaning: "doctor" },
  { icon: flaskConical, file: "flask-conical", meaning: "laboratory" },
  { icon: pill, file: "pill", meaning: "pharmacy" },
];

/** Every sign with its meaning and the file it comes from. */
export function StyleguideIcons() {
  return (
    <section class="guide-section">
      <h2>Icons</h2>
      <ul class="guide-swatches">
        {SIGNS.map(({ icon, file, meaning, isDirectional = false }) => (
          <li key={file}>
            <Icon of={icon} isDirectional={isDirectional} /> {meaning} <code>lucide/{file}.mjs</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
