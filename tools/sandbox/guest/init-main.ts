import { execFileSync } from "node:child_process";
import { constants, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { hostname } from "node:os";
import { bootCloudInit } from "./cloud-init/boot.ts";
import { type GuestEvent, rebootExitCode, type Seed, seedFiles } from "./seed.ts";
import { controlSocket, serveControl } from "./supervisor/control.ts";
import { fileJournal } from "./supervisor/journal.ts";
import { Manager } from "./supervisor/manager.ts";
import { systemctl } from "./supervisor/systemctl.ts";

// The machine's init: cloud-init, services and timers. Process 1 is the shell that started it, which reaps.
// Descriptor 1 is the console, 0 brings the host's commands, 3 takes events to the host.
const consoleFd = 1;
const eventsFd = 3;
/** How long services get to end when the machine is stopped. */
const stopTimeoutMs = 5_000;

mkdirSync("/run/sandbox", { recursive: true });
const journal = fileJournal("/var/log/units", consoleFd);
const manager = new Manager({
  unitDirs: ["/etc/systemd/system", "/run/systemd/system"],
  hostname,
  journal,
  environment: { PATH: process.env.PATH ?? "/usr/bin", LANG: "C.UTF-8" },
  now: () => performance.now(),
});
let state: "starting" | "running" | "degraded" = "starting";

serveControl(controlSocket, (argv) =>
  systemctl(argv, {
    manager,
    journal,
    power,
    systemState: () => (state === "running" && manager.failed().length > 0 ? "degraded" : state),
  }),
);
copyToConsole("/dev/console");
process.stdin.on("data", () => power("poweroff")).on("end", () => process.exit(0));
void boot();

async function boot() {
  const failures = await bootCloudInit({
    seed: JSON.parse(readFileSync(`/${seedFiles.metaData}`, "utf8")) as Seed,
    userData: readFileSync(`/${seedFiles.userData}`),
    console: (data) => void writeSync(consoleFd, typeof data === "string" ? Buffer.from(data) : data),
    setHostname: (name) => void execFileSync("hostname", [name]),
    power: (action, delayMs) => void setTimeout(() => power(action), delayMs),
    startServices: () => void manager.startEnabled(),
  });
  state = failures.length === 0 ? "running" : "degraded";
  const event: GuestEvent = { cloudInit: failures.length === 0 ? "done" : "degraded" };
  writeSync(eventsFd, `${JSON.stringify(event)}\n`);
}

function power(action: "poweroff" | "reboot") {
  journal.console(`${action === "reboot" ? "rebooting" : "powering off"}`);
  void manager.stopAll(stopTimeoutMs).finally(() => process.exit(action === "reboot" ? rebootExitCode : 0));
}

/** Reads a FIFO that stands for the console device, so that `>/dev/console` cannot truncate the console's file. */
function copyToConsole(fifo: string) {
  const fd = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  new Socket({ fd, readable: true, writable: false }).on("data", (data) => writeSync(consoleFd, data));
}
