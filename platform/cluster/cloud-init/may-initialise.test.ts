import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { testConfig } from "../../config/testing/test-config.ts";
import { servers } from "../../config/topology.ts";
import { cloudConfig } from "./document.ts";
import { sampleValues } from "./sample.ts";
import { userData } from "./user-data.ts";

/** What the first server says when it may not start a cluster, with the script's own words and these facts. */
function answer({ until, joined }: { readonly until: string; readonly joined: string }): string {
  const config = testConfig();
  const [first] = servers(config);
  if (first === undefined) throw new Error("no server");
  const files = cloudConfig(userData(config, first), sampleValues()).write_files;
  const script = files.find(({ content }) => content.includes("\nmay_initialise() {"))?.content ?? "";
  const body = /^may_initialise\(\) \{[\s\S]*?^\}$/m.exec(script)?.[0] ?? "";
  const program = `set -euo pipefail
say_seldom() { echo "$*"; }
undecided_peers() { :; }
${body}
may_initialise && echo "may start" || true`;
  const env = {
    PATH: process.env.PATH,
    JOIN_ADDRESSES: "10.1.1.12",
    INITIALISE_UNTIL: until,
    JOINED: joined,
  };
  return execFileSync("bash", ["--norc", "-c", program], { env, encoding: "utf8" }).trim();
}

const NEVER = "/nonexistent/joined";
const ALWAYS = "/";

describe("a first server without data that nobody answers", () => {
  it("may start a cluster while the platform is new", () => {
    expect(answer({ until: "9999-01-01T00:00:00Z", joined: NEVER })).toBe("may start");
  });

  it("says that a first deploy took too long, and that nothing is lost then", () => {
    const words = answer({ until: "2026-01-31T12:00:00Z", joined: NEVER });
    expect(words).toContain("its first deploy took too long and nothing is lost");
    expect(words).toContain("(it was until 2026-01-31T12:00:00Z)");
  });

  it("says that data is lost when it has been in the cluster, however new the platform is", () => {
    const words = answer({ until: "9999-01-01T00:00:00Z", joined: ALWAYS });
    expect(words).toContain("This disk has lost the cluster's data");
    expect(words).not.toContain("nothing is lost");
  });
});
