import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Seed, seedFiles } from "../../guest/seed.ts";
import type { Machine } from "../../ports.ts";
import { skeletonDirs, skeletonFiles, skeletonLinks, usrLocalDirs } from "./skeleton.ts";

/** Paths of what the host keeps about a machine. */
export function machineDir(runDir: string, id: string) {
  const dir = join(runDir, "machines", id);
  return {
    dir,
    root: join(dir, "root"),
    usrLocal: join(dir, "usr-local"),
    console: join(dir, "console.log"),
  };
}

/**
 * Makes the machine's disk if it has none, and writes what the cloud tells it at this boot. Like a real disk it
 * keeps whatever the machine wrote; only /tmp starts empty.
 */
export function prepareMachineDir(runDir: string, machine: Machine, gateway: string): void {
  const { dir, root, usrLocal, console } = machineDir(runDir, machine.id);
  const complete = join(dir, "disk-ready");
  if (!existsSync(complete)) {
    for (const name of skeletonDirs) mkdirSync(join(root, name), { recursive: true });
    for (const name of usrLocalDirs) mkdirSync(join(usrLocal, name), { recursive: true });
    for (const [path, content] of Object.entries(skeletonFiles({ ...machine, gateway }))) {
      writeFileSync(join(root, path), content);
    }
    for (const [path, target] of Object.entries(skeletonLinks)) {
      rmSync(join(root, path), { force: true });
      symlinkSync(target, join(root, path));
    }
    writeFileSync(complete, "");
  }
  rmSync(join(root, "tmp"), { recursive: true, force: true });
  mkdirSync(join(root, "tmp"));
  chmodSync(join(root, "tmp"), 0o1777);
  const seed: Seed = { instanceId: machine.id, localHostname: machine.name, privateIp: machine.privateIp };
  mkdirSync(join(root, "var/lib/cloud/seed/cloudstack"), { recursive: true });
  writeFileSync(join(root, seedFiles.metaData), `${JSON.stringify(seed)}\n`);
  writeFileSync(join(root, seedFiles.userData), machine.userData, { mode: 0o600 });
  writeFileSync(console, "", { flag: "a" });
}
