import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type CloudstackClient, cloudstackClient } from "../../tools/cloudstack/client.ts";
import {
  type Cloud,
  type CloudSettings,
  sandboxCredentials,
  startCloud,
} from "../../tools/sandbox/cloudstack/cloud.ts";
import { type FakeMachines, fakeMachines } from "./fake-machines.ts";

export interface TestCloud extends CloudstackClient {
  readonly cloud: Cloud;
  readonly stateDir: string;
  readonly fake: FakeMachines;
  /** The ids of what the zone offers. */
  readonly zone: string;
  readonly project: string;
  /** Makes a network of 10.1.1.0/24 and returns its id. */
  readonly network: (args?: Readonly<Record<string, string>>) => Promise<string>;
  /** Associates a public address with a network and returns its id. */
  readonly address: (networkid: string, args?: Readonly<Record<string, string>>) => Promise<string>;
  /** Deploys a small machine and returns it as the API shows it. */
  readonly machine: (
    networkids: string,
    name: string,
    args?: Readonly<Record<string, string | boolean | number>>,
  ) => ReturnType<CloudstackClient["call"]>;
}

/** A cloud on memory machines and a temporary folder, closed when the test ends; its clock stands still. */
export async function testCloud(
  given: { readonly stateDir?: string; readonly fake?: FakeMachines; readonly settings?: CloudSettings } = {},
): Promise<TestCloud> {
  const stateDir = given.stateDir ?? mkdtempSync(join(tmpdir(), "loco-cloud-"));
  const fake = given.fake ?? fakeMachines();
  const settings = { now: () => new Date("2026-03-01T12:00:00Z"), ...given.settings };
  const cloud = await startCloud({ stateDir, host: "127.0.0.1", port: 0, ...fake, settings });
  onTestFinished(async () => {
    await cloud.close();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const { call, run } = cloudstackClient(cloud.url, settings.credentials ?? sandboxCredentials);
  const idOf = async (command: string, key: string, args = {}) => (await call(command, args))[key][0].id;
  const zone = await idOf("listZones", "zone");
  const [networkofferingid, serviceofferingid, templateid, project] = await Promise.all([
    idOf("listNetworkOfferings", "networkoffering"),
    idOf("listServiceOfferings", "serviceoffering", { name: "small" }),
    idOf("listTemplates", "template", { templatefilter: "executable" }),
    idOf("listProjects", "project"),
  ]);
  return {
    call,
    run,
    cloud,
    stateDir,
    fake,
    zone,
    project,
    network: async (args = {}) => {
      const fixed = { gateway: "10.1.1.1", netmask: "255.255.255.0", zoneid: zone, networkofferingid };
      return (await call("createNetwork", { name: "net", ...fixed, ...args })).network.id;
    },
    address: async (networkid, args = {}) =>
      (await run("associateIpAddress", { networkid, ...args })).ipaddress.id,
    machine: async (networkids, name, args = {}) => {
      const fixed = { zoneid: zone, serviceofferingid, templateid };
      return (await run("deployVirtualMachine", { ...fixed, networkids, name, ...args })).virtualmachine;
    },
  };
}
