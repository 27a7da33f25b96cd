import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { ServerSettings } from "../config/settings.ts";
import { logrus } from "../log.ts";
import { serverFiles } from "./files.ts";
import { buryRemovedMember, watchForRemoval } from "./tombstone.ts";

const quiet = logrus(() => {});
const now = new Date("2026-03-01T12:00:00Z");

function removedMember() {
  const dir = mkdtempSync(join(tmpdir(), "k3s-tombstone-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const files = serverFiles(dir);
  mkdirSync(join(files.etcdData, "member/wal"), { recursive: true });
  const watch = watchForRemoval(files, quiet);
  watch('{"level":"info","msg":"removed member"}');
  expect(existsSync(files.tombstone)).toBe(false);
  watch(
    '{"level":"warn","msg":"server error","error":"the member has been permanently removed from the cluster"}',
  );
  expect(existsSync(files.tombstone)).toBe(true);
  return files;
}

const settings = (server?: string) => ({ server }) as ServerSettings;

it("a removed member with a server to join puts its data aside, as k3s does unasked", () => {
  const files = removedMember();
  buryRemovedMember(settings("https://10.1.0.12:6443"), files, quiet, now);
  expect(readdirSync(join(files.etcdData, ".."))).toEqual([`etcd-backup-${now.getTime() / 1000}`]);
});

it("a removed member without a server to join does not start", () => {
  const files = removedMember();
  expect(() => buryRemovedMember(settings(), files, quiet, now)).toThrow("tombstone file has been detected");
  expect(existsSync(files.etcdData)).toBe(true);
});
