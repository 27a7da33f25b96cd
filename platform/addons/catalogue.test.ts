import { describe, expect, it } from "vitest";
import type { Addon } from "./addon.ts";
import { catalogue, enabledAddons, hasAddons, isOn } from "./catalogue.ts";
import { chartLock } from "./charts.ts";
import { inOrder, predecessors } from "./order.ts";
import { addonInput } from "./sample.ts";

const names = (addons: readonly Addon[]) => addons.map(({ name }) => name);
const config = (toml: string) => addonInput("", toml).config;
const NONE = '[addons]\nprofile = "none"\n';

describe("the addons that are on", () => {
  it("are the profile's, lite unless platform.toml says otherwise", () => {
    const lite = catalogue.filter(({ profile }) => profile === "lite");
    expect(names(enabledAddons(config(""))).sort()).toEqual(names(lite).sort());
    expect(enabledAddons(config(NONE))).toEqual([]);
  });

  it("are those of the profile but the ones turned off, and those that have a table", () => {
    const some = config("[addons.kured]\nenabled = false\n[addons.keda]\n");
    expect(isOn(some, "kured")).toBe(false);
    expect(isOn(some, "keda")).toBe(true);
    expect(isOn(config("[addons.keda]\nenabled = false\n"), "keda")).toBe(false);
  });
});

describe("hasAddons", () => {
  it("is false only where no release can be or have been", () => {
    expect(hasAddons(config(""))).toBe(true);
    expect(hasAddons(config(NONE))).toBe(false);
    expect(hasAddons(config(`${NONE}[addons.keda]\n`))).toBe(false);
    expect(hasAddons(config(`${NONE}[addons.keda]\nenabled = true\n`))).toBe(true);
  });
});

describe("the catalogue", () => {
  it("names every addon once, and needs only addons that are in it", () => {
    expect(new Set(names(catalogue)).size).toBe(catalogue.length);
    expect(names(inOrder(catalogue)).sort()).toEqual(names(catalogue).sort());
    for (const { needs } of catalogue) expect(names(catalogue)).toEqual(expect.arrayContaining([...needs]));
  });

  it("lets addons of the profile need only others of it", () => {
    const lite = catalogue.filter(({ profile }) => profile === "lite");
    for (const { needs } of lite) expect(names(lite)).toEqual(expect.arrayContaining([...needs]));
  });

  it("gives every addon a namespace of its own with a Pod Security level, unless it says why not", () => {
    const own = catalogue.filter(({ sharedNamespace }) => sharedNamespace === undefined);
    const namespaces = own.map(({ namespace }) => namespace);
    expect(new Set(namespaces).size).toBe(namespaces.length);
    for (const namespace of namespaces) expect(namespace).not.toMatch(/^(default|loco-system|kube-.*)$/);
    expect(own.filter(({ podSecurity }) => podSecurity === undefined)).toEqual([]);
  });

  it("removes what has volumes before the driver that deletes them", () => {
    const withVolumes = catalogue.filter(({ name }) =>
      ["alertmanager", "grafana", "loki", "registry", "vmsingle"].includes(name),
    );
    expect(withVolumes).toHaveLength(5);
    for (const addon of withVolumes) expect(predecessors(addon), addon.name).toContain("cloudstack-csi");
  });

  it("knows what those look after that bring definitions, but for one whose objects are all its own", () => {
    const careless = catalogue.filter(
      ({ crds, looksAfter }) => crds !== undefined && looksAfter === undefined,
    );
    expect(names(careless)).toEqual(["trivy-operator"]);
  });

  it("pins every chart that it uses at an exact version, and no other", () => {
    const used = catalogue.flatMap(({ chart }) => ("folder" in chart ? [] : [chart.name]));
    expect(Object.keys(chartLock)).toEqual(used.toSorted());
    for (const { version } of Object.values(chartLock)) expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
  });
});
