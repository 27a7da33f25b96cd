import { describe, expect, it } from "vitest";
import { type PackageFacts, relock } from "./lock-changes.ts";

const entry = (more = {}) => ({
  repository: "https://charts.example",
  version: "1.0.0",
  appVersion: "v1",
  ...more,
});

const packages = (facts: Record<string, Partial<PackageFacts>>) =>
  new Map(
    Object.entries(facts).map(([name, { digest, appVersion }]) => [name, { digest, appVersion }] as const),
  );

describe("relock", () => {
  it("adds digests and says so", () => {
    const { lock, changes } = relock({ web: entry() }, packages({ web: { digest: "sha256:aa" } }));
    expect(lock.web).toEqual(entry({ digest: "sha256:aa" }));
    expect(changes).toEqual([
      { chart: "web", version: "1.0.0", key: "digest", was: undefined, is: "sha256:aa" },
    ]);
  });

  const anew = packages({ web: { digest: "sha256:bb", appVersion: "v2" }, db: { digest: "sha256:dd" } });

  it("pins no other digest than it had, and says what the package is", () => {
    const lock = { web: entry({ digest: "sha256:aa" }), db: entry() };
    const { lock: after, changes, refused } = relock(lock, anew);
    expect(after.web).toEqual(lock.web);
    expect(refused).toEqual([
      { chart: "web", version: "1.0.0", key: "digest", was: "sha256:aa", is: "sha256:bb" },
    ]);
    expect(changes.map(({ chart }) => chart)).toEqual(["db"]);
  });

  it("pins it where the chart is named", () => {
    const { lock, changes, refused } = relock({ web: entry({ digest: "sha256:aa" }) }, anew, ["web"]);
    expect(lock.web).toEqual(entry({ digest: "sha256:bb", appVersion: "v2" }));
    expect(refused).toEqual([]);
    expect(changes).toMatchObject([
      { key: "appVersion", was: "v1", is: "v2" },
      { key: "digest", was: "sha256:aa", is: "sha256:bb" },
    ]);
  });

  it("keeps the order of charts and keys, what was not looked at, and what a chart does not say", () => {
    const lock = { web: entry(), db: entry({ digest: "sha256:aa" }) };
    const found = packages({ web: { digest: "sha256:cc", appVersion: undefined } });
    expect(JSON.stringify(relock(lock, found).lock)).toBe(
      JSON.stringify({ web: entry({ digest: "sha256:cc" }), db: lock.db }),
    );
  });
});
