import { describe, expect, it } from "vitest";
import { appNodeCount } from "./app-nodes.ts";
import { addonInput } from "./sample.ts";

const pool = (count: number, taints = "[]") =>
  `[[pools]]\nname = "apps"\ncount = ${count}\noffering = "medium"\nip_start = "10.1.1.32"\ntaints = ${taints}`;

describe("the nodes that take apps", () => {
  it("are servers that share, and agents", () => {
    expect(appNodeCount(addonInput("control_plane_count = 3", pool(2)).config)).toBe(5);
  });

  it("are no servers that are apart", () => {
    const { config } = addonInput("", pool(2));
    expect(appNodeCount({ ...config, control_plane: { ...config.control_plane, schedulable: false } })).toBe(
      2,
    );
  });

  it.each([
    ['["dedicated=database:NoSchedule"]', 1],
    ['["dedicated=database:NoExecute"]', 1],
    ['["slow=true:PreferNoSchedule"]', 3],
  ])("with taints %s are %i beside a server that shares", (taints, count) => {
    expect(appNodeCount(addonInput("", pool(2, taints)).config)).toBe(count);
  });
});
