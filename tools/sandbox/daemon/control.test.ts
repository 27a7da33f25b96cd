import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";
import { daemonControl, serveControl } from "./control.ts";

async function controlled() {
  const test = await testCloud();
  const dir = mkdtempSync(join(tmpdir(), "loco-control-"));
  const status = () => ({ pid: 1, api: test.cloud.url, cloud: test.cloud.overview(), machines: [] });
  const server = await serveControl(dir, status, test.cloud);
  onTestFinished(() => {
    server.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return { ...test, control: daemonControl(dir) };
}

it("sets, lists and clears faults of the API", async () => {
  const { control, network } = await controlled();
  await control.addFault({ command: "createnetwork", fault: { kind: "refuse" } });
  await expect(network()).rejects.toThrow("a fault of the sandbox");
  expect(await control.faults()).toMatchObject({
    rules: [{ rule: { command: "createNetwork" }, seen: 1, used: 1 }],
    flapping: [],
  });
  expect(await control.clearFaults()).toEqual({ rules: [], flapping: [] });
});

it("crashes machines, makes them flap and takes hosts down", async () => {
  const { control, network, machine, cloud } = await controlled();
  const networkId = await network();
  await machine(networkId, "cp-1");
  await machine(networkId, "cp-2");
  await control.machineFault({ kind: "crash", machine: "cp-1" });
  expect(await control.machineFault({ kind: "flap", machine: "cp-2", milliseconds: 60_000 })).toMatchObject({
    flapping: [{ machine: "cp-2" }],
  });
  const host = cloud.overview().machines.find(({ name }) => name === "cp-2")?.host ?? "";
  expect(await control.host({ host, state: "down" })).toEqual({ machines: ["cp-2"] });
  expect(cloud.machines().map(({ state }) => state)).toEqual(["Stopped", "Stopped"]);
  expect(await control.host({ host, state: "up" })).toEqual({ machines: ["cp-2"] });
});

it("passes errors on with their code and hint", async () => {
  const { control } = await controlled();
  await expect(control.host({ host: "host-11", state: "down" })).rejects.toMatchObject({
    code: "HOST_UNKNOWN",
    message: "no host named host-11",
    hint: "did you mean host-1?",
  });
});

it("says that the sandbox is down when no daemon answers", async () => {
  const dir = mkdtempSync(join(tmpdir(), "loco-control-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  await expect(daemonControl(dir).faults()).rejects.toMatchObject({ code: "SANDBOX_DOWN" });
});
