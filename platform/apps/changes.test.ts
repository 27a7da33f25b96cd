import { describe, expect, it } from "vitest";
import { changesOf, keptData } from "./changes.ts";
import { sampleApp } from "./testing/sample-app.ts";

const app = (toml: string) => sampleApp(`port = 80\n${toml}`);
const errors = (before: string, after: string) =>
  changesOf(app(before), app(after))
    .filter(({ severity }) => severity === "error")
    .map(({ path, message }) => `${path.join(".")} ${message}`);

const need = (type: string, lines = "") => `[needs.db]\ntype = "${type}"\n${lines}`;
const volume = (lines: string) => `[volumes.files]\npath = "/data"\n${lines}`;

describe("an app that becomes another", () => {
  it("says nothing when nothing is lost", () => {
    const before = `${volume('size = "1Gi"')}\n${need("postgres", 'version = "16"\nsize = "10Gi"')}`;
    const after = `${volume('size = "2Gi"')}\n${need("postgres", 'version = "17"\nsize = "20Gi"\nreplicas = 2')}`;
    expect(changesOf(app(before), app(after))).toEqual([]);
  });

  it.each([
    [
      "a volume shrinks",
      volume('size = "2Gi"'),
      volume('size = "1Gi"'),
      "volumes.files.size must not become less than 2Gi",
    ],
    [
      "a volume changes its class",
      volume('size = "2Gi"'),
      volume('size = "2Gi"\nstorage_class = "fast"'),
      "volumes.files.storage_class must stay unset",
    ],
    [
      "a database shrinks",
      need("mysql", 'size = "20Gi"'),
      need("mysql"),
      "needs.db.size must not become less than 20Gi",
    ],
    [
      "a database goes back",
      need("elasticsearch", 'version = "9"'),
      need("elasticsearch", 'version = "8"'),
      'needs.db.version must not become less than "9"',
    ],
    [
      "a database's version is left out",
      need("postgres", 'version = "17"'),
      need("postgres"),
      'needs.db.version must stay "17"',
    ],
    ["a database becomes another", need("postgres"), need("redis"), "needs.db.type must stay postgres"],
    [
      "a store's volume is to grow that cannot",
      need("redis", 'size = "1Gi"'),
      need("redis", 'size = "2Gi"'),
      "needs.db.size must stay 1Gi",
    ],
    [
      "queues shrink",
      need("rabbitmq", "replicas = 3"),
      need("rabbitmq"),
      "needs.db.replicas must not become fewer than 3",
    ],
  ])("is refused when %s", (_what, before, after, message) => {
    expect(errors(before, after)).toEqual([expect.stringContaining(message)]);
  });

  it("keeps what is no longer in the file, and says what deletes it", () => {
    const before = `${volume('size = "1Gi"')}\n[backup]\n${need("postgres", "backup = {}")}
[needs.docs]
type = "mongodb"
replicas = 3`;
    expect(keptData(app(before), app(""))).toEqual([
      {
        path: ["needs", "db"],
        what: "the postgres db",
        command: "kubectl -n shop delete clusters.postgresql.cnpg.io/db",
      },
      {
        path: ["needs", "db", "backup"],
        what: "the schedule of backups of db",
        command:
          "kubectl -n shop delete scheduledbackups.postgresql.cnpg.io/db objectstores.barmancloud.cnpg.io/db",
      },
      {
        path: ["needs", "docs"],
        what: "the mongodb docs",
        command: `kubectl -n shop delete perconaservermongodbs.psmdb.percona.com/docs ${[0, 1, 2]
          .map((i) => `pvc/mongod-data-docs-rs0-${i} `)
          .join("")}secret/docs-login`,
      },
      {
        path: ["volumes", "files"],
        what: "the volume files (1Gi)",
        command: "kubectl -n shop delete pvc/files",
      },
      {
        path: ["backup"],
        what: "the schedule of backups",
        command: "kubectl -n shop delete schedules.k8up.io/volumes podconfigs.k8up.io/volumes",
      },
    ]);
  });

  it.each([
    ["mysql", "perconaxtradbclusters.pxc.percona.com/db pvc/datadir-db-pxc-0 secret/db-login"],
    ["mongodb", "perconaservermongodbs.psmdb.percona.com/db pvc/mongod-data-db-rs0-0 secret/db-login"],
    [
      "elasticsearch",
      "elasticsearches.elasticsearch.k8s.elastic.co/db pvc/elasticsearch-data-db-es-default-0",
    ],
    ["redis", "dragonflies.dragonflydb.io/db pvc/df-db-0 secret/db-login"],
    // Its operator's objects take the volume along.
    ["rabbitmq", "rabbitmqclusters.rabbitmq.com/db"],
  ])("names the volumes that a %s leaves", (type, objects) => {
    const [kept] = keptData(app(need(type, 'size = "10Gi"')), app(""));
    expect(kept?.command).toBe(`kubectl -n shop delete ${objects}`);
  });

  it("leaves no schedule running of what is to be copied no more, and says so", () => {
    const files = volume('size = "1Gi"');
    const found = changesOf(
      app(`${files}\n[backup]\n${need("postgres", "backup = {}")}`),
      app(`${files}\n${need("postgres")}`),
    );
    expect(found.map(({ path, message }) => `${path.join(".")}: ${message.split(";")[0]}`)).toEqual([
      "needs.db.backup: the postgres db is no longer copied",
      "backup: volumes are no longer copied",
    ]);
  });

  it("warns of what it keeps", () => {
    expect(changesOf(app(volume('size = "1Gi"')), app(""))).toMatchObject([
      {
        severity: "warning",
        path: ["volumes", "files"],
        message: "the volume files (1Gi) is no longer in the file, and stays where it is",
        hint: "to delete it for good: kubectl -n shop delete pvc/files",
      },
    ]);
  });
});
