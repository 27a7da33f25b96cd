import { describe, expect, it } from "vitest";
import { DATASTORES, type DatastoreType } from "../../needs.ts";
import { SAMPLE_PLATFORM, sampleApp } from "../../testing/sample-app.ts";
import { baseNetworkOf } from "./base-network.ts";
import { outgoingOf } from "./outgoing.ts";

interface Known {
  /** Of all pods of a need that is named db. */
  readonly pods: Readonly<Record<string, string>>;
  readonly client: number;
  readonly operator: readonly [namespace: string, ...ports: number[]];
  readonly rest?: { readonly scrape: number; readonly api: true };
}

/** By the operators' own sources and documents, written down a second time: a policy that is wrong is seen in a cluster only. */
const KNOWN: Readonly<Record<DatastoreType, Known>> = {
  postgres: {
    pods: { "cnpg.io/cluster": "db" },
    client: 5432,
    operator: ["cloudnative-pg", 5432, 8000],
    rest: { scrape: 9187, api: true },
  },
  mysql: {
    pods: {
      "app.kubernetes.io/instance": "db",
      "app.kubernetes.io/managed-by": "percona-xtradb-cluster-operator",
    },
    client: 3306,
    operator: ["percona-xtradb", 3306, 33_062],
  },
  mongodb: {
    pods: {
      "app.kubernetes.io/instance": "db",
      "app.kubernetes.io/managed-by": "percona-server-mongodb-operator",
    },
    client: 27_017,
    operator: ["percona-mongodb", 27_017],
  },
  elasticsearch: {
    pods: { "elasticsearch.k8s.elastic.co/cluster-name": "db" },
    client: 9200,
    operator: ["eck", 9200],
  },
  redis: {
    pods: { app: "db", "app.kubernetes.io/name": "dragonfly" },
    client: 6379,
    operator: ["dragonfly", 6379, 9999],
  },
  rabbitmq: {
    pods: { "app.kubernetes.io/name": "db", "app.kubernetes.io/component": "rabbitmq" },
    client: 5672,
    operator: ["rabbitmq", 15_672],
    rest: { scrape: 15_692, api: true },
  },
};

const TYPES = Object.keys(DATASTORES) as DatastoreType[];
const appWith = (type: DatastoreType, lines = "") =>
  sampleApp(`port = 80\n[needs.db]\ntype = "${type}"\n${lines}`);

const FLANNEL = { ...SAMPLE_PLATFORM, addons: SAMPLE_PLATFORM.addons.filter((name) => name !== "cilium") };

describe("pods of a need", () => {
  it.each(TYPES)("are reached by the app and the operator at its ports, and by nobody else: %s", (type) => {
    const { pods, client, operator, rest = {} } = KNOWN[type];
    const [namespace, ...ports] = operator;
    expect(baseNetworkOf(appWith(type), SAMPLE_PLATFORM)).toEqual({
      needs: { db: { pods, client: [client], operator: { namespace, ports }, ...rest } },
    });
    expect(outgoingOf(appWith(type), SAMPLE_PLATFORM).needs).toEqual({ db: { pods, ports: [client] } });
  });

  it.each(TYPES.filter((type) => DATASTORES[type].backup !== undefined))(
    "connect to the bucket that they are copied to, though no volume is: %s",
    (type) => {
      const copied = appWith(type, "backup = {}");
      expect(baseNetworkOf(copied, SAMPLE_PLATFORM)).toMatchObject({
        needs: { db: { backup: true } },
        outside: { except: [] },
      });
      expect(baseNetworkOf(copied, FLANNEL)?.outside).toEqual({ except: ["10.42.0.0/16", "10.43.0.0/16"] });
    },
  );

  it("find the API server by its nodes' addresses where policies know no other name for it", () => {
    expect(baseNetworkOf(appWith("postgres"), FLANNEL)).toMatchObject({ apiServers: "10.1.1.0/24" });
  });
});
