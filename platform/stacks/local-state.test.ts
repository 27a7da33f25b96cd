import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { testConfig } from "../config/testing/test-config.ts";
import { protectLocalState } from "./local-state.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-state-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("makes a state and its backup that only their owner can read, before Terraform would make them for everyone", () => {
  protectLocalState(dir, testConfig(), "staging");
  for (const name of ["terraform.platform.staging.tfstate", "terraform.platform.staging.tfstate.backup"]) {
    expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
  }
});

it("keeps what is in a state and closes it", () => {
  const path = join(dir, "terraform.platform.tfstate");
  writeFileSync(path, "{}");
  chmodSync(path, 0o644);
  protectLocalState(dir, testConfig(), undefined);
  expect(readFileSync(path, "utf8")).toBe("{}");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("leaves the folder alone when the state is elsewhere", () => {
  protectLocalState(dir, testConfig("", undefined, '[state]\nbackend = "pg"\n'), undefined);
  expect(existsSync(join(dir, "terraform.platform.tfstate"))).toBe(false);
});

it("stops when a state is empty and its backup is not, as a second Ctrl-C leaves them", () => {
  writeFileSync(join(dir, "terraform.platform.tfstate"), "");
  writeFileSync(join(dir, "terraform.platform.tfstate.backup"), "{}");
  expect(() => protectLocalState(dir, testConfig(), undefined)).toThrow(
    expect.objectContaining({
      code: "STATE_LOST",
      hint: expect.stringContaining("cp terraform.platform.tfstate.backup terraform.platform.tfstate"),
    }),
  );
});

it("stops when a state is cut off, and says what to do with a backup and without", () => {
  const path = join(dir, "terraform.platform.tfstate");
  const stop = () => protectLocalState(dir, testConfig(), undefined);
  writeFileSync(path, '{"version": 4, "resou');
  const error = (hint: string) =>
    expect.objectContaining({ code: "STATE_LOST", hint: expect.stringContaining(hint) });
  expect(stop).toThrow(error("rm terraform.platform.tfstate && npx loco orphans"));
  writeFileSync(`${path}.backup`, "{}");
  expect(stop).toThrow(error("cp terraform.platform.tfstate.backup terraform.platform.tfstate"));
  writeFileSync(`${path}.backup`, "{");
  expect(stop).toThrow(error("rm terraform.platform.tfstate"));
  expect(readFileSync(path, "utf8")).toBe('{"version": 4, "resou');
});
