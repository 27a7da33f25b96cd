import { expect, it } from "vitest";
import { imagesIn, isPinned } from "./images.ts";

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
