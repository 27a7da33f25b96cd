import { describe, expect, it } from "vitest";
import { catalogue } from "../../platform/addons/catalogue.ts";
import { BUDGET, measured } from "../charts/footprint/footprint.ts";
import { footprintReference, total } from "./footprint-reference.ts";

const lite = catalogue.filter(({ profile }) => profile === "lite");

describe("the footprint", () => {
  it("was measured with the charts that are pinned", () => {
    for (const { name, chart } of catalogue) {
      expect(measured.addons, "npm run footprint -- <folder of charts>").toHaveProperty([name]);
      expect(measured.addons[name]?.version).toBe("folder" in chart ? undefined : chart.version);
    }
  });

  it("of profile lite is within the budget", () => {
    const { cpu, memory } = total(lite.flatMap(({ name }) => measured.addons[name] ?? []));
    expect(cpu).toBeGreaterThan(0);
    expect(cpu).toBeLessThanOrEqual(BUDGET.cpu);
    expect(memory).toBeLessThanOrEqual(BUDGET.memory);
  });
});

it("the page sums up the profile and keeps optional addons apart", () => {
  const one = { pods: 1, cpu: 10, memory: 64 };
  const footprint = { addons: { a: { ...one, version: "1.0.0" }, b: one, extra: one }, peers: [] };
  const [before = "", after = ""] = footprintReference(footprint, ["b", "a"], BUDGET).split(
    "## Optional addons",
  );
  expect(before).toContain("| **all** | | 2 | **20m** | **128 MiB** | |");
  expect(before).toContain("| a | 1.0.0 | 1 | 10m | 64 MiB | |");
  expect(before.indexOf("| b |")).toBeLessThan(before.indexOf("| a |"));
  expect(after).toContain("| extra | own |");
});
