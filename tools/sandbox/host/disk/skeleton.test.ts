import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { skeletonDirs, skeletonFiles, skeletonLinks } from "./skeleton.ts";

const input = { id: "3f1c", name: "cp-1-g1", privateIp: "10.1.1.11", gateway: "10.1.1.1" };

describe("skeletonFiles", () => {
  const files = skeletonFiles(input);

  it("names the machine and its gateway", () => {
    expect(files["etc/hostname"]).toBe("cp-1-g1\n");
    expect(files["etc/hosts"]).toContain("10.1.1.11 cp-1-g1\n");
    expect(files["etc/resolv.conf"]).toBe("nameserver 10.1.1.1\n");
  });

  it("calls the system Ubuntu 24.04", () => {
    expect(files["etc/os-release"]).toMatch(/^ID=ubuntu$/m);
    expect(files["etc/os-release"]).toMatch(/^VERSION_ID="24\.04"$/m);
  });

  it("gives each machine an id of its own, the same every time", () => {
    expect(files["etc/machine-id"]).toMatch(/^[0-9a-f]{32}\n$/);
    expect(skeletonFiles(input)["etc/machine-id"]).toBe(files["etc/machine-id"]);
    expect(skeletonFiles({ ...input, id: "other" })["etc/machine-id"]).not.toBe(files["etc/machine-id"]);
  });

  it("has a folder for every file and link, and parents before children", () => {
    const dirs: readonly string[] = skeletonDirs;
    const needed = [...Object.keys(files), ...Object.keys(skeletonLinks), ...dirs].map((path) =>
      posix.dirname(path),
    );
    expect(needed.filter((dir) => dir !== "." && !dirs.includes(dir))).toEqual([]);
    for (const dir of dirs) expect(dirs.indexOf(posix.dirname(dir))).toBeLessThan(dirs.indexOf(dir));
  });
});
