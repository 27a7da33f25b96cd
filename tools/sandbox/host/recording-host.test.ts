import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Machine } from "../ports.ts";
import { recordingHost } from "./recording-host.ts";

const machine: Machine = {
  id: "m1",
  name: "cp-1-g1",
  networkId: "n1",
  privateIp: "10.1.1.11",
  macAddress: "02:00:00:00:00:01",
  userData: Buffer.from(""),
};
let runDir: string;

beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), "loco-recording-"));
});
afterEach(() => rmSync(runDir, { recursive: true, force: true }));

describe("recordingHost", () => {
  it("records a machine and says on its console why it does not run", async () => {
    const host = recordingHost(runDir, { kind: "missing", reason: "this is darwin", hint: "use Linux" });
    await host.start(machine);
    expect(host.machines()).toEqual([
      { id: "m1", name: "cp-1-g1", privateIp: "10.1.1.11", state: "recorded" },
    ]);
    expect(await host.console("m1")).toBe("deployed, not booted: this is darwin; use Linux\n");
    await expect(host.connect("10.1.1.11", 22)).rejects.toThrow(
      "no machine runs at 10.1.1.11: this is darwin",
    );
    await host.destroy("m1");
    expect(host.machines()).toEqual([]);
  });
});
