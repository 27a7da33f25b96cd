import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { perconaXtradb } from "./percona-xtradb.ts";

describe("percona-xtradb", () => {
  it("looks after databases of all namespaces, and tells nobody", () => {
    expect(perconaXtradb.values(addonInput())).toMatchObject({
      watchAllNamespaces: true,
      disableTelemetry: true,
    });
  });

  it("has definitions that are upgraded", () => {
    expect(perconaXtradb.crds).toBe("apart");
  });

  it("may use what CPU is free", () => {
    expect(perconaXtradb.values(addonInput())).toMatchObject({ resources: { limits: { cpu: null } } });
  });

  it("tells when a backup failed, and when none was made", () => {
    expect(perconaXtradb.alerts?.map(({ alert }) => alert)).toEqual([
      "MysqlBackupFailed",
      "MysqlBackupStale",
    ]);
  });
});
