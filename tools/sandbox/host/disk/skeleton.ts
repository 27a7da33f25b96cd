import { createHash } from "node:crypto";
import { hostsFile } from "../../guest/hosts-file.ts";

/** The folders of a new disk, parents first; those the host's /usr and the kernel are mounted on are among them. */
export const skeletonDirs = [
  "dev",
  "etc",
  "etc/default",
  "etc/profile.d",
  "etc/systemd",
  "etc/systemd/system",
  "home",
  "mnt",
  "opt",
  "proc",
  "root",
  "run",
  "srv",
  "sys",
  "tmp",
  "usr",
  "var",
  "var/cache",
  "var/lib",
  "var/log",
  "var/spool",
  "var/tmp",
] as const;

/** The folders of a new /usr/local. */
export const usrLocalDirs = ["bin", "etc", "lib", "sbin", "share"] as const;

/** Links of a new disk: path and target. */
export const skeletonLinks: Readonly<Record<string, string>> = {
  "etc/localtime": "/usr/share/zoneinfo/Etc/UTC",
  "etc/mtab": "/proc/self/mounts",
  "var/lock": "/run/lock",
  "var/run": "/run",
};

/** What a machine's files say about it. */
export interface SkeletonInput {
  readonly id: string;
  readonly name: string;
  readonly privateIp: string;
  readonly gateway: string;
}

/** The files of a new disk: an Ubuntu 24.04 server's, as far as scripts look at them. */
export function skeletonFiles({
  id,
  name,
  privateIp,
  gateway,
}: SkeletonInput): Readonly<Record<string, string>> {
  const machineId = createHash("sha256").update(id).digest("hex").slice(0, 32);
  return {
    "etc/environment": "",
    "etc/group": lines("root:x:0:", "daemon:x:1:", "adm:x:4:", "sudo:x:27:", "nogroup:x:65534:"),
    "etc/hostname": lines(name),
    "etc/hosts": hostsFile(privateIp, name),
    "etc/machine-id": lines(machineId),
    "etc/nsswitch.conf": lines(
      "passwd: files",
      "group: files",
      "shadow: files",
      "hosts: files dns",
      "services: files",
    ),
    "etc/os-release": lines(
      'PRETTY_NAME="Ubuntu 24.04 LTS"',
      'NAME="Ubuntu"',
      'VERSION_ID="24.04"',
      'VERSION="24.04 LTS (Noble Numbat)"',
      "VERSION_CODENAME=noble",
      "ID=ubuntu",
      "ID_LIKE=debian",
      "UBUNTU_CODENAME=noble",
    ),
    "etc/passwd": lines(
      "root:x:0:0:root:/root:/bin/bash",
      "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin",
      "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin",
    ),
    "etc/profile": lines(
      "for script in /etc/profile.d/*.sh; do",
      '  [ ! -r "$script" ] || . "$script"',
      "done",
    ),
    // Nothing listens there: names other than those in /etc/hosts fail at once.
    "etc/resolv.conf": lines(`nameserver ${gateway}`),
    "etc/shadow": lines("root:*:19000:0:99999:7:::"),
    "etc/shells": lines("/bin/sh", "/bin/bash"),
    "etc/timezone": lines("Etc/UTC"),
  };
}

function lines(...text: readonly string[]): string {
  return text.map((line) => `${line}\n`).join("");
}
