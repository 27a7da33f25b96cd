import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { perconaMongodb } from "./percona-mongodb.ts";

describe("percona-mongodb", () => {
  it("looks after databases of all namespaces, and tells nobody", () => {
    expect(perconaMongodb.values(addonInput())).toMatchObject({
      watchAllNamespaces: true,
      disableTelemetry: true,
    });
  });

  it("has definitions that are upgraded", () => {
    expect(perconaMongodb.crds).toBe("apart");
  });

  it("tells when a backup failed, and when none was made", () => {
    expect(perconaMongodb.alerts?.map(({ alert }) => alert)).toEqual([
      "MongodbBackupFailed",
      "MongodbBackupStale",
    ]);
  });
});
