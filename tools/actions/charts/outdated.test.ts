import { describe, expect, it } from "vitest";
import { formatOutdated, isOutdated, outdated } from "./outdated.ts";

const chart = (name: string, version: string) => ({ repository: "https://charts.example", name, version });

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  web: ["1.0.0", "1.4.0", "2.0.0"],
  db: ["2.0.0", "3.0.0"],
  dns: ["1.0.0"],
};

const report = (names: Readonly<Record<string, string>>) =>
  outdated(
    Object.entries(names).map(([name, version]) => chart(name, version)),
    async ({ name }) => {
      const versions = VERSIONS[name];
      if (versions === undefined) throw new Error("no such host");
      return versions;
    },
  );

describe("outdated charts", () => {
  it("are shown with the newest of the same major version and of all, and those that are not known by their reason", async () => {
    const found = await report({ web: "1.0.0", db: "2.0.0", dns: "1.0.0", gone: "1.0.0" });
    expect(formatOutdated(found)).toBe(
      [
        "CHART  PINNED  SAME MAJOR  NEWEST",
        "web    1.0.0   1.4.0       2.0.0",
        "db     2.0.0   -           3.0.0",
        "gone is not known: no such host",
        "2 of 3 charts have newer versions; 1 are not known",
      ].join("\n"),
    );
    expect(isOutdated(found)).toBe(true);
  });

  it("are none where nothing is newer", async () => {
    const found = await report({ dns: "1.0.0" });
    expect(isOutdated(found)).toBe(false);
    expect(formatOutdated(found)).toBe("0 of 1 charts have newer versions");
  });
});
