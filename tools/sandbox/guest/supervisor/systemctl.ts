import { existsSync, readFileSync } from "node:fs";
import { UnitInvalid } from "../units/unit-file.ts";
import { disable, enable, isEnabled, mask, unmask } from "./enablement.ts";
import type { Journal } from "./journal.ts";
import type { Found, Manager } from "./manager.ts";
import { ServiceRunner } from "./service-runner.ts";

/** What a `systemctl` call prints and exits with. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `systemctl` acts on. */
export interface SystemctlContext {
  readonly manager: Manager;
  readonly journal: Journal;
  /** Ends the machine, or starts it again. */
  power(action: "poweroff" | "reboot"): void;
  /** The whole machine's state, for `is-system-running`. */
  systemState(): "starting" | "running" | "degraded";
}

interface Call extends SystemctlContext {
  readonly units: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly out: string[];
  readonly err: string[];
}

const knownFlags = new Set([
  "--now",
  "--no-block",
  "--quiet",
  "--no-pager",
  "--no-legend",
  "--system",
  "--force",
  "--wait",
]);
const shortFlags: Readonly<Record<string, string>> = { "-q": "--quiet", "-f": "--force", "-l": "--no-pager" };

/** Answers one `systemctl` call as Ubuntu's would: same exit codes, same words where scripts read them. */
export async function systemctl(argv: readonly string[], context: SystemctlContext): Promise<CommandResult> {
  const words = argv.map((word) => shortFlags[word] ?? word);
  const flags = new Set(words.filter((word) => word.startsWith("-")));
  const [verb = "", ...names] = words.filter((word) => !word.startsWith("-"));
  const units = names.map((name) =>
    /\.(service|timer|target|socket|mount|path)$/.test(name) ? name : `${name}.service`,
  );
  const call: Call = { ...context, units, flags, out: [], err: [] };
  const unknown = [...flags].find((flag) => !knownFlags.has(flag));
  const action = verbs[verb];
  let code = 1;
  if (unknown !== undefined) call.err.push(`systemctl: the option '${unknown}' is not known to the sandbox`);
  else if (action === undefined)
    call.err.push(`systemctl: the command '${verb}' is not known to the sandbox`);
  else {
    try {
      code = await action(call);
    } catch (error) {
      if (!(error instanceof UnitInvalid)) throw error;
      call.err.push(error.message);
    }
  }
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return { code, stdout: flags.has("--quiet") ? "" : text(call.out), stderr: text(call.err) };
}

const verbs: Readonly<Record<string, (call: Call) => number | Promise<number>>> = {
  "daemon-reload": ({ manager }) => {
    manager.reload();
    return 0;
  },
  start: (call) => each(call, start),
  stop: (call) => each(call, stop),
  restart: (call) => each(call, restart),
  "try-restart": (call) => each(call, (one, found) => (isUp(found) ? restart(one, found) : 0)),
  "reload-or-restart": (call) => each(call, reloadOrRestart),
  reload: (call) => each(call, reloadOrRestart),
  enable: async (call) => {
    call.manager.reload();
    return each(call, async (one, found, name) => {
      if (found.kind === "masked") return fail(one, `Failed to enable unit: Unit file ${name} is masked.`, 1);
      if (found.kind === "runner") {
        const { wantedBy } = found.runner.unit;
        if (wantedBy.length === 0)
          one.err.push(`The unit files have no installation config (WantedBy=): ${name}`);
        one.err.push(...enable(unitDir(one), name, found.path, wantedBy));
      }
      return one.flags.has("--now") ? start(one, found, name) : 0;
    });
  },
  disable: (call) =>
    each(call, async (one, found, name) => {
      one.err.push(...disable(unitDir(one), name));
      return one.flags.has("--now") ? stop(one, found) : 0;
    }),
  mask: (call) => {
    for (const name of call.units) call.err.push(...mask(unitDir(call), name));
    call.manager.reload();
    return 0;
  },
  unmask: (call) => {
    for (const name of call.units) call.err.push(...unmask(unitDir(call), name));
    call.manager.reload();
    return 0;
  },
  "is-active": (call) => states(call, (state) => state === "active", 3),
  "is-failed": (call) => states(call, (state) => state === "failed", 1),
  "is-enabled": (call) => {
    const results = call.units.map((name) => enabledState(call, name));
    for (const [index, state] of results.entries()) {
      if (state !== undefined) call.out.push(state);
      else call.err.push(`Failed to get unit file state for ${call.units[index]}: No such file or directory`);
    }
    return results.some((state) => state === "enabled" || state === "static") ? 0 : 1;
  },
  "is-system-running": ({ out, systemState }) => {
    out.push(systemState());
    return systemState() === "running" ? 0 : 1;
  },
  status: (call) => each(call, status),
  "reset-failed": ({ manager, units }) => {
    for (const name of units.length === 0 ? manager.failed() : units) {
      const found = manager.find(name);
      if (found.kind === "runner" && found.runner instanceof ServiceRunner) found.runner.reset();
    }
    return 0;
  },
  poweroff: (call) => power(call, "poweroff"),
  halt: (call) => power(call, "poweroff"),
  reboot: (call) => power(call, "reboot"),
};

/** Runs an action on every unit; a name that stands for nothing fails with systemd's code 5. */
async function each(
  call: Call,
  action: (call: Call, found: Found, name: string) => number | Promise<number>,
): Promise<number> {
  let code = 0;
  if (call.units.length === 0) return fail(call, "Too few arguments.", 1);
  for (const name of call.units) {
    const found = call.manager.find(name);
    const result =
      found.kind === "missing" ? fail(call, `Unit ${name} not found.`, 5) : await action(call, found, name);
    code = Math.max(code, result);
  }
  return code;
}

async function start(call: Call, found: Found, name: string): Promise<number> {
  if (found.kind === "masked") return fail(call, `Failed to start ${name}: Unit ${name} is masked.`, 1);
  if (found.kind !== "runner") return 0;
  return finished(call, found.runner.start(), name);
}

async function stop(call: Call, found: Found): Promise<number> {
  if (found.kind !== "runner") return 0;
  const stopped = found.runner.stop();
  if (!call.flags.has("--no-block")) await stopped;
  return 0;
}

async function restart(call: Call, found: Found, name = ""): Promise<number> {
  if (found.kind !== "runner") return start(call, found, name);
  const { runner } = found;
  return finished(
    call,
    runner.stop().then(() => runner.start()),
    runner.unit.name,
  );
}

async function reloadOrRestart(call: Call, found: Found, name: string): Promise<number> {
  if (found.kind === "runner" && found.runner instanceof ServiceRunner && isUp(found)) {
    if (found.runner.unit.execReload.length > 0) return (await found.runner.reload()) ? 0 : 1;
  }
  return restart(call, found, name);
}

async function finished(call: Call, job: Promise<boolean>, name: string): Promise<number> {
  if (call.flags.has("--no-block") || (await job)) return 0;
  const hint = `See "systemctl status ${name}" and "journalctl -u ${name}" for details.`;
  return fail(call, `Job for ${name} failed.\n${hint}`, 1);
}

function status(call: Call, found: Found, name: string): number {
  if (found.kind === "missing" || found.kind === "masked") {
    call.out.push(`○ ${name}`, `     Loaded: ${found.kind}`, "     Active: inactive (dead)");
    return 3;
  }
  const state = stateOf(found);
  const pid =
    found.kind === "runner" && found.runner instanceof ServiceRunner ? found.runner.mainPid : undefined;
  const description =
    found.kind === "runner" ? found.runner.unit.description : "operating system (no effect in the sandbox)";
  call.out.push(`● ${name} - ${description}`);
  if (found.kind === "runner")
    call.out.push(`     Loaded: loaded (${found.path}; ${enabledState(call, name)})`);
  call.out.push(`     Active: ${state}`);
  if (pid !== undefined) call.out.push(`   Main PID: ${pid}`);
  const log = call.journal.path(name);
  if (existsSync(log)) call.out.push("", ...readFileSync(log, "utf8").trimEnd().split("\n").slice(-10));
  return state === "active" ? 0 : 3;
}

/** Prints each unit's state; the code is 0 when one matches (4 when no unit of that name exists). */
function states(call: Call, matches: (state: string) => boolean, otherwise: number): number {
  const found = call.units.map((name) => call.manager.find(name));
  call.out.push(...found.map(stateOf));
  if (found.some((one) => matches(stateOf(one)))) return 0;
  return found.every((one) => one.kind === "missing") ? 4 : otherwise;
}

function stateOf(found: Found): string {
  if (found.kind === "runner") return found.runner.state;
  return found.kind === "os" ? "active" : "inactive";
}

function enabledState(call: Call, name: string): string | undefined {
  const found = call.manager.find(name);
  if (found.kind === "missing") return undefined;
  if (found.kind === "masked") return "masked";
  if (found.kind === "os") return "enabled";
  if (isEnabled(call.manager.unitDirs, name)) return "enabled";
  return found.runner.unit.wantedBy.length === 0 ? "static" : "disabled";
}

function isUp(found: Found): boolean {
  return found.kind === "os" || (found.kind === "runner" && found.runner.state === "active");
}

function power(call: Call, action: "poweroff" | "reboot"): number {
  call.power(action);
  return 0;
}

function unitDir(call: Call): string {
  return call.manager.unitDirs[0] ?? "/etc/systemd/system";
}

function fail(call: Call, line: string, code: number): number {
  call.err.push(line);
  return code;
}
