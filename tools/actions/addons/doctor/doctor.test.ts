import { describe, expect, it } from "vitest";
import { formatDiagnoses } from "./doctor.ts";

describe("formatDiagnoses", () => {
  it("puts what explains a release under its words", () => {
    const text = formatDiagnoses([
      { release: "loki", state: "well", text: "revision 1 deployed", findings: [] },
      {
        release: "traefik",
        state: "broken",
        text: "revision 2 failed",
        findings: [
          { object: "pod traefik-1", text: "container traefik ends: exit code 1", log: ["no such file"] },
        ],
        hint: "deploy again",
      },
    ]);
    expect(text.split("\n")).toEqual([
      "  well     loki     revision 1 deployed",
      "  broken   traefik  revision 2 failed",
      "                    pod traefik-1: container traefik ends: exit code 1",
      "                      | no such file",
      "                    deploy again",
    ]);
  });

  it("says so where no addon is on", () => {
    expect(formatDiagnoses([])).toContain("no addon is on");
  });
});
