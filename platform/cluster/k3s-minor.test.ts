import { describe, expect, it } from "vitest";
import { k3sMinorId, minorOf, movesTo } from "./k3s-minor.ts";

const address = (minor: number) => `terraform_data.${k3sMinorId(minor)}`;

/** Under which name a plan for `minor` finds the record of an earlier one, as Terraform follows moves. */
function foundAs(recorded: number, minor: number): string {
  let name = address(recorded);
  for (let move = { to: name } as { to: string } | undefined; move !== undefined; ) {
    name = move.to;
    move = movesTo(minor).find(({ from }) => from === name);
  }
  return name;
}

describe("the record of the minor version of Kubernetes", () => {
  it("is read from the release", () => {
    expect(minorOf("v1.36.3+k3s1")).toBe(36);
  });

  it("is left behind by the next minor version, which makes its own", () => {
    expect(foundAs(36, 37)).toBe(address(36));
  });

  it("is met by every other one, higher or lower", () => {
    for (const minor of [30, 35, 36, 38, 39, 46]) expect(foundAs(36, minor)).toBe(address(minor));
  });

  it("goes to no name on two ways, which Terraform refuses", () => {
    const targets = movesTo(36).map(({ to }) => to);
    expect(new Set(targets).size).toBe(targets.length);
  });
});
