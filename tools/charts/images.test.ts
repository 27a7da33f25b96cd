import { expect, it } from "vitest";
import { imagesIn, imagesNamedIn, isPinned } from "./images.ts";

it("finds the images of all containers, however deep, each once", () => {
  const pod = { initContainers: [{ image: "b:1" }], containers: [{ image: "a:1" }, { image: "b:1" }] };
  const jobs = {
    kind: "CronJob",
    metadata: { name: "a" },
    spec: { jobTemplate: { spec: { template: { spec: pod } } } },
  };
  expect(imagesIn([jobs])).toEqual(["a:1", "b:1"]);
});

it.each([
  ["registry.example:5000/a:1.2.3", true],
  ["a@sha256:0123", true],
  ["a:latest", false],
  ["a", false],
  ["registry.example:5000/a", false],
])("tells whether %s says what it is: %s", (image, pinned) => {
  expect(isPinned(image)).toBe(pinned);
});

it("finds images that programs are told of, in arguments, variables, ConfigMaps and resources of theirs", () => {
  const container = {
    image: "example.com/operator:1",
    args: ["--solver-image=example.com/solver:v1.2", "--listen=example.com/a:latest", "--leader-elect"],
    env: [{ name: "SIDECAR", value: "example.com/a/sidecar:2" }, { value: "https://example.com/x:1" }],
  };
  const objects = [
    {
      kind: "Deployment",
      metadata: { name: "a" },
      spec: { template: { spec: { containers: [container] } } },
    },
    { kind: "ConfigMap", metadata: { name: "a" }, data: { IMAGE: `team/job@sha256:${"0".repeat(64)}` } },
    { kind: "Plan", metadata: { name: "a" }, spec: { upgrade: { image: "team/upgrade:v1" } } },
    { kind: "CustomResourceDefinition", metadata: { name: "a" }, spec: { example: "team/never:1" } },
  ];
  expect(imagesNamedIn(objects)).toEqual([
    "example.com/a/sidecar:2",
    "example.com/solver:v1.2",
    `team/job@sha256:${"0".repeat(64)}`,
    "team/upgrade:v1",
  ]);
});
