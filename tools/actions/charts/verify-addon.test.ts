import { describe, expect, it } from "vitest";
import type { Fact } from "../../../platform/addons/facts.ts";
import { addon, addonInput } from "../../../platform/addons/sample.ts";
import type { Render } from "../../charts/render.ts";
import { verifyAddon } from "./verify-addon.ts";

/** A chart that runs `image` with `replicas` from its values. */
const chart: Render = async ({ values }) => {
  const replicas = /replicas: (\d+)/.exec(values)?.[1] ?? "1";
  return [
    "kind: Deployment",
    "metadata: { name: web }",
    `spec: { replicas: ${replicas}, template: { spec: { containers: [{ image: "web:1", resources: { requests: { cpu: 10m, memory: 8Mi } } }] } } }`,
  ].join("\n");
};

const twice: Fact = {
  fact: "it runs twice",
  broken: ([deployment]) =>
    deployment?.spec.replicas === 2 ? undefined : `${deployment?.spec.replicas} times`,
};

const verify = (values: object, render: Render = chart) =>
  verifyAddon(
    addon("web", [], { values: () => ({ ...values }), facts: [twice] }),
    addonInput(),
    "web.tgz",
    render,
  );

describe("verifyAddon", () => {
  it("has nothing to say of a chart that does what it should, and counts", async () => {
    expect(await verify({ replicas: 2 })).toEqual({
      name: "web",
      objects: 1,
      facts: 1,
      requests: { cpu: 20, memory: 16 },
      images: ["web:1"],
      problems: [],
    });
  });

  it("names facts that do not hold and values without effect", async () => {
    const { problems } = await verify({ replcias: 2 });
    expect(problems).toEqual([
      "it runs twice: 1 times",
      "the chart ignores replcias, or has it so by default",
    ]);
  });

  it("names images that move", async () => {
    const latest: Render = async (request) => (await chart(request)).replace("web:1", "web:latest");
    const { problems } = await verify({ replicas: 2 }, latest);
    expect(problems).toEqual(["image web:latest may change any time"]);
  });

  it("names a chart that renders something else each time", async () => {
    let times = 0;
    const random: Render = async (request) => `${await chart(request)}\n# ${times++}`;
    const { problems } = await verify({ replicas: 2 }, random);
    expect(problems).toEqual(["two renders differ, so every deploy would change the release"]);
  });

  it("gives a chart's own words when it refuses the values", async () => {
    const strict: Render = async () => {
      throw new Error("additional properties 'replcias' not allowed");
    };
    const { problems } = await verify({ replcias: 2 }, strict);
    expect(problems).toEqual(["the chart refuses the values: additional properties 'replcias' not allowed"]);
  });

  describe("with values that platform.toml adds", () => {
    const added = addonInput("", "[addons.traefik.values]\nlogs = true\n");
    const traefik = addon("traefik", [], { values: () => ({ replicas: 2 }) });

    it("names those that the chart ignores, by their key in platform.toml", async () => {
      const { problems } = await verifyAddon(traefik, added, "traefik.tgz", chart);
      expect(problems).toEqual(["the chart ignores addons.traefik.values.logs, or has it so by default"]);
    });

    it("says that they are what the chart refuses", async () => {
      const strict: Render = async (request) => {
        if (request.values.includes("logs")) throw new Error("additional properties 'logs' not allowed");
        return chart(request);
      };
      const { problems } = await verifyAddon(traefik, added, "traefik.tgz", strict);
      expect(problems).toEqual([
        "the chart refuses what [addons.traefik.values] adds: additional properties 'logs' not allowed",
      ]);
    });
  });
});
