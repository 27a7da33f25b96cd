import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { hostsFile } from "../hosts-file.ts";
import type { WriteFile } from "./cloud-config.ts";
import { fileContent } from "./file-content.ts";
import type { Action, Step } from "./plan.ts";

/** What executing needs of the machine. */
export interface Executor {
  /** The folder that lives as long as the instance: `/var/lib/cloud/instances/<id>`. */
  readonly instanceDir: string;
  /** A line on the console and in cloud-init's log. */
  log(line: string): void;
  /** What a script printed. */
  output(data: Buffer): void;
  setHostname(name: string): void;
  power(action: "poweroff" | "reboot", delayMs: number): void;
  /** The address that the machine's own name stands for in /etc/hosts. */
  readonly privateIp: string;
}

/**
 * Executes one step; instance steps leave a semaphore first and so run at most once, as in cloud-init.
 *
 * @returns what failed, or undefined.
 */
export async function executeStep(
  { module, frequency, action }: Step,
  on: Executor,
): Promise<string | undefined> {
  const semaphore = join(on.instanceDir, "sem", `config_${module}`);
  if (frequency === "instance" && existsSync(semaphore)) return undefined;
  mkdirSync(dirname(semaphore), { recursive: true });
  writeFileSync(semaphore, "");
  try {
    await act(module, action, on);
    return undefined;
  } catch (error) {
    return `${module}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function act(module: string, action: Action, on: Executor): Promise<void> {
  switch (action.kind) {
    case "skipped":
      on.log(`${module}: ${action.reason}`);
      return;
    case "script":
      return runScript(module, action.script, on);
    case "files":
      for (const file of action.files) writeOne(file, on);
      return;
    case "hostname":
      writeFileSync("/etc/hostname", `${action.hostname}\n`);
      on.setHostname(action.hostname);
      return;
    case "hosts":
      writeFileSync("/etc/hosts", hostsFile(on.privateIp, action.hostname, action.fqdn));
      return;
    case "timezone":
      setTimezone(action.timezone);
      return;
    case "power":
      on.power(action.action, action.delayMs);
  }
}

function writeOne(file: WriteFile, on: Executor) {
  const { path, permissions = "0644", owner = "root:root", append = false } = file;
  mkdirSync(dirname(path), { recursive: true });
  const content = fileContent(file);
  if (append) appendFileSync(path, content);
  else writeFileSync(path, content);
  chmodSync(path, Number.parseInt(permissions, 8));
  const [user = "root"] = owner.split(":");
  if (
    !readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .some((line) => line.startsWith(`${user}:`))
  ) {
    throw new Error(`${path}: there is no user '${user}'`);
  }
  // The sandbox's user namespace maps a single user.
  if (user !== "root") on.log(`write_files: ${path} stays root's instead of ${owner}'s`);
}

function setTimezone(timezone: string) {
  const zone = `/usr/share/zoneinfo/${timezone}`;
  if (!existsSync(zone)) throw new Error(`there is no time zone '${timezone}'`);
  rmSync("/etc/localtime", { force: true });
  symlinkSync(zone, "/etc/localtime");
  writeFileSync("/etc/timezone", `${timezone}\n`);
}

function runScript(module: string, script: string, on: Executor): Promise<void> {
  const path = join(on.instanceDir, "scripts", module === "scripts_user" ? "runcmd" : module);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, script, { mode: 0o700 });
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", [path], { cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (data: Buffer) => on.output(data));
    child.stderr.on("data", (data: Buffer) => on.output(data));
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      const end = () => {
        if (code === 0) resolve();
        else reject(new Error(`the script ended with ${signal ?? `exit code ${code}`}`));
      };
      // Its last words come before "close", but something that it left running may hold its output open.
      const timeout = setTimeout(end, 200);
      child.once("close", () => {
        clearTimeout(timeout);
        end();
      });
    });
  });
}
