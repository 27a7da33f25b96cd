import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { chartLock } from "../../../platform/addons/charts.ts";
import { addon, addonInput } from "../../../platform/addons/sample.ts";
import { DATASTORES, type DatastoreType } from "../../../platform/apps/needs.ts";
import { SAMPLE_PLATFORM, sampleApp } from "../../../platform/apps/testing/sample-app.ts";
import { baseValues } from "../../../platform/apps/values/base-values.ts";
import { needImages } from "../../../platform/apps/values/needs/need-images.ts";
import { planMirror } from "./mirror-plan.ts";

const ALL = needImages(Object.values(DATASTORES).map(({ addon }) => addon));

/** What values name as images, wherever they do. */
const imagesOf = (value: unknown): string[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, below]) =>
        /image$/i.test(key) && typeof below === "string" ? [below] : imagesOf(below),
      );

describe("images of needs", () => {
  it.each(Object.keys(DATASTORES) as DatastoreType[])(
    "are all known of %s, whatever version is asked for",
    (type) => {
      const { versions = [], backup } = DATASTORES[type];
      for (const version of [undefined, ...versions]) {
        const lines = [
          ...(version === undefined ? [] : [`version = "${version}"`]),
          ...(backup === undefined ? [] : ["backup = {}"]),
        ];
        const app = sampleApp(`port = 80\n[needs.db]\ntype = "${type}"\n${lines.join("\n")}`);
        const images = imagesOf(baseValues(app, SAMPLE_PLATFORM));
        expect(images).not.toEqual([]);
        expect(ALL).toEqual(expect.arrayContaining(images));
      }
    },
  );

  it("are those of addons that are on", () => {
    expect(needImages(["traefik"])).toEqual([]);
    expect(needImages(["dragonfly"])).toEqual([
      expect.stringContaining("curlimages/curl:"),
      expect.stringContaining("dragonfly:v"),
    ]);
  });

  it("are in a mirror", async () => {
    const input = { ...addonInput(), addons: [addon("dragonfly", [], { chart: { folder: "dashboards" } })] };
    const { images } = await planMirror({
      input,
      more: [],
      source: { locate: async () => "" },
      render: async () => "",
      k3s: async () => [],
    });
    expect(images.map(({ repository }) => repository)).toEqual(["dragonflydb/dragonfly", "curlimages/curl"]);
  });

  it("are looked up again when an operator changes that has one built in, or makes names of them", () => {
    const { image } = parse(
      readFileSync(new URL("../../../charts/rabbitmq-operator/values.yaml", import.meta.url), "utf8"),
    );
    const version = (chart: string) => chartLock[chart]?.appVersion;
    expect([
      version("cloudnative-pg"),
      version("dragonfly-operator"),
      chartLock["eck-operator"]?.version,
      image.tag,
    ]).toEqual(["1.30.0", "v1.6.1", "3.5.0", "2.22.3"]);
  });
});
