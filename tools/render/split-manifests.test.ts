import { expect, it } from "vitest";
import { splitManifests } from "./split-manifests.ts";

const chartOf = (part: string) => (part === "r1" ? "app" : "app-base");

it("gives each part its own objects, in order, under its chart's name", () => {
  const text = `---
# Source: loco/charts/r1/templates/service.yaml
kind: Service
---
# Source: loco/charts/r10/templates/a/b.yaml
kind: Deployment
data: |
  ---
  # Source: loco/charts/r1/templates/service.yaml
---
# Source: loco/charts/r1/templates/job.yaml
kind: Job
`;
  expect(Object.fromEntries(splitManifests(text, chartOf))).toEqual({
    r1: `---
# Source: app/templates/service.yaml
kind: Service
---
# Source: app/templates/job.yaml
kind: Job
`,
    r10: `---
# Source: app-base/templates/a/b.yaml
kind: Deployment
data: |
  ---
  # Source: loco/charts/r1/templates/service.yaml
`,
  });
});

it("has nothing to say of parts without objects", () => {
  expect(splitManifests("\n", chartOf).size).toBe(0);
});
