import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlatformFacts } from "../../platform/apps/source.ts";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { type AppCluster, startAppCluster } from "../support/app-cluster.ts";

/** It has a pool that no node is of, as of machines that were never made. */
const PLATFORM: PlatformFacts = {
  ...SAMPLE_PLATFORM,
  pools: [...SAMPLE_PLATFORM.pools, { name: "nowhere", labels: {}, taints: [] }],
};

/** Enough for what becomes ready; what does not is given up soon. */
const SOON = '[deploy]\ntimeout = "20s"\nshutdown = "10s"\n[health]\npath = "/"\ngrace = "2s"\n';

const needOf = (type: string) => `[needs.${type}]\ntype = "${type}"\nsize = "1Gi"\n`;
const TYPES = ["postgres", "mysql", "mongodb", "elasticsearch", "redis", "rabbitmq"];
const NEEDS = `${TYPES.map(needOf).join("")}[volumes.files]\npath = "/data"\nsize = "1Gi"\n[backup]\n`;
/** More than any node has. */
const TOO_BIG = 'cpu = "64"\n';
const head = (more: string) => `port = 80\nreplicas = 1\n${more}`;
/** In TOML top keys come before tables. */
const WITH_BACKUPS = NEEDS.replaceAll('type = "postgres"\n', 'type = "postgres"\nbackup = { keep = 7 }\n');

const KINDS = [
  "namespaces",
  "persistentvolumeclaims",
  "resourcequotas",
  "limitranges",
  "clusters.postgresql.cnpg.io",
  "scheduledbackups.postgresql.cnpg.io",
  "objectstores.barmancloud.cnpg.io",
  "perconaxtradbclusters.pxc.percona.com",
  "perconaservermongodbs.psmdb.percona.com",
  "elasticsearches.elasticsearch.k8s.elastic.co",
  "dragonflies.dragonflydb.io",
  "rabbitmqclusters.rabbitmq.com",
  "schedules.k8up.io",
];

let cluster: AppCluster;
beforeAll(async () => {
  cluster = await startAppCluster();
}, 300_000);
afterAll(() => cluster?.close());

const install = (toml: string) => cluster.deploy(sampleApp(toml, { platform: PLATFORM }), PLATFORM);

/** What must outlive everything: kind and name, with the id that it was made with. */
async function kept(): Promise<Readonly<Record<string, string>>> {
  const uid = 'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid}{"\\n"}{end}';
  const inside = await cluster.kubectl("get", KINDS.slice(1).join(","), "-n", "shop", "-o", uid);
  const namespace = await cluster.kubectl(
    "get",
    "namespace",
    "shop",
    "-o",
    "jsonpath=Namespace/shop {.metadata.uid} {.status.phase}",
  );
  return Object.fromEntries(
    [...inside.split("\n"), namespace].filter(Boolean).map((line) => {
      const [name = "", ...id] = line.split(" ");
      return [name, id.join(" ")];
    }),
  );
}

const status = async (name: string, namespace: string): Promise<string> => {
  const list = JSON.parse(await cluster.helm("list", "--all", "-n", namespace, "-o", "json"));
  return list.find((each: { readonly name: string }) => each.name === name)?.status ?? "absent";
};

const ALL = [
  "Cluster/postgres",
  "Dragonfly/redis",
  "Elasticsearch/elasticsearch",
  "LimitRange/app",
  "Namespace/shop",
  "ObjectStore/postgres",
  "PerconaServerMongoDB/mongodb",
  "PerconaXtraDBCluster/mysql",
  "PersistentVolumeClaim/files",
  "RabbitmqCluster/rabbitmq",
  "ResourceQuota/app",
  "Schedule/volumes",
  "ScheduledBackup/postgres",
];

describe("what holds an app's data", () => {
  let first: Readonly<Record<string, string>> = {};

  it("stays when the first installation fails, with its last step or with the app itself", async () => {
    const nowhere = head(`pool = "nowhere"\n${SOON}${WITH_BACKUPS}`);
    await expect(install(nowhere)).rejects.toThrow(/^helm_release.base: .*(timed out|deadline|hook)/s);
    expect(await status("shop-base", "loco-apps")).toBe("failed");
    first = await kept();
    expect(Object.keys(first).toSorted()).toEqual(ALL);

    await expect(install(head(`${TOO_BIG}${SOON}${WITH_BACKUPS}`))).rejects.toThrow(/^helm_release.app: /);
    expect(await status("shop-base", "loco-apps")).toBe("deployed");
    expect(await status("shop", "shop")).toBe("absent");
    expect(await kept()).toEqual(first);
  }, 180_000);

  it("is taken on by the installation that works", async () => {
    expect(await install(head(`${SOON}${WITH_BACKUPS}`))).toEqual([
      { address: "helm_release.base", outcome: "unchanged" },
      { address: "helm_release.app", outcome: "created" },
    ]);
    expect(await kept()).toEqual(first);
  }, 60_000);

  it("stays when an upgrade fails, which puts the app back as it was", async () => {
    const cpu = () =>
      cluster.kubectl(
        "-n",
        "shop",
        "get",
        "deployment",
        "web",
        "-o",
        "jsonpath={.spec.template.spec.containers[0].resources.requests.cpu}",
      );
    const before = await cpu();
    await expect(install(head(`${TOO_BIG}${SOON}${WITH_BACKUPS}`))).rejects.toThrow(/^helm_release.app: /);
    expect(await cpu()).toBe(before);
    expect(await status("shop", "shop")).toBe("deployed");
    expect(await kept()).toEqual(first);
  }, 120_000);

  it("stays when a rollback goes to before it was there", async () => {
    const more = `${WITH_BACKUPS}${needOf("redis").replace("needs.redis", "needs.late")}[volumes.later]\npath = "/later"\nsize = "1Gi"\n`;
    await install(head(`${SOON}${more}`));
    const withMore = await kept();
    expect(Object.keys(withMore)).toHaveLength(ALL.length + 2);
    const revision = async (name: string, namespace: string) => {
      const history = JSON.parse(await cluster.helm("history", name, "-n", namespace, "-o", "json"));
      return String(history.at(-2).revision);
    };
    await cluster.helm("rollback", "shop", await revision("shop", "shop"), "-n", "shop", "--wait");
    await cluster.helm("rollback", "shop-base", await revision("shop-base", "loco-apps"), "-n", "loco-apps");
    expect(await kept()).toEqual(withMore);
    first = withMore;
  }, 120_000);

  it("stays when it leaves the file", async () => {
    await install(head(SOON));
    expect(await kept()).toEqual(first);
  }, 60_000);

  it("stays when both releases are uninstalled, and its app comes back to it", async () => {
    await cluster.helm("uninstall", "shop", "-n", "shop", "--wait");
    await cluster.helm("uninstall", "shop-base", "-n", "loco-apps", "--wait");
    expect(await kept()).toEqual(first);
    expect(await cluster.kubectl("-n", "shop", "get", "deployments", "-o", "name")).toBe("");
    await install(head(`${SOON}${WITH_BACKUPS}`));
    expect(await kept()).toEqual(first);
  }, 120_000);
});

describe("what holds no data", () => {
  const spec = async (kind: string, name: string) =>
    JSON.parse(await cluster.kubectl("-n", "shop", "get", kind, name, "-o", "jsonpath={.spec}"));
  const suspended = async () => (await spec("scheduledbackups.postgresql.cnpg.io", "postgres")).suspend;

  it("is a schedule of data that shall be copied no more: it stops, and goes with the data", async () => {
    expect(await suspended()).toBe(false);
    await install(head(`${SOON}${NEEDS.replace("[backup]\n", "")}`));
    expect(await suspended()).toBe(true);
    expect(await spec("schedules.k8up.io", "volumes")).toEqual({});
    const before = await kept();
    await install(head(SOON));
    const { "Schedule/volumes": _volumes, "ScheduledBackup/postgres": _postgres, ...data } = before;
    expect(await kept()).toEqual(data);
  }, 120_000);

  it("is all that a release command had, but for its Job, which is read", async () => {
    const left = () => cluster.kubectl("-n", "shop", "get", "jobs,sa,cm,netpol", "-o", "name");
    const text = `${SOON.replace("[deploy]\n", '[deploy]\nrelease_command = ["migrate"]\n')}[files]\n"/etc/a" = { content = "a" }\n`;
    await install(head(text));
    const names = (await left()).split("\n").filter((name) => name.includes("release"));
    expect(names).toEqual(["job.batch/release"]);
  }, 60_000);
});
