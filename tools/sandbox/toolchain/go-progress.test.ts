import { expect, test } from "vitest";
import { GoProgress } from "./go-progress.ts";

test("counts downloads, then packages", () => {
  const progress = new GoProgress();
  expect(progress.take("go: downloading k8s.io/api v0.34.3")).toBe("1 modules downloaded · k8s.io/api");
  expect(progress.take("errors")).toBe("1 packages compiled · errors");
  expect(progress.take("gopkg.in/yaml.v3")).toBe("2 packages compiled · gopkg.in/yaml.v3");
});

test("keeps the last five lines that are neither", () => {
  const progress = new GoProgress();
  for (const line of ["# example.com/a", "a.go:1:1: one", "two x", "three x", "", "four x", "five x"]) {
    expect(progress.take(line)).toBeUndefined();
  }
  expect(progress.trouble).toBe("a.go:1:1: one\ntwo x\nthree x\nfour x\nfive x");
});
