import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

const CHART = join(import.meta.dirname, "../../charts/rabbitmq-operator");

const clusterOf = (name: string, spec?: object) => ({
  apiVersion: "rabbitmq.com/v1beta1",
  kind: "RabbitmqCluster",
  metadata: { name },
  ...(spec === undefined ? {} : { spec }),
});

/** What Kubernetes' types say better than we could; some of it in no version of them. */
const UNDESCRIBED = {
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }] } },
  override: {
    service: { spec: { ports: [{ name: "more", port: 12345, protocol: "TCP" }] } },
    statefulSet: {
      metadata: { annotations: { a: "b" } },
      spec: {
        template: { metadata: { annotations: { c: "d" } }, spec: { containers: [], ofLater: { e: 1 } } },
        volumeClaimTemplates: [
          { metadata: { name: "persistence" }, spec: { accessModes: ["ReadWriteOnce"] } },
        ],
      },
    },
  },
};

/** A mistake, and words of what is said. */
const REFUSED: readonly (readonly [string, object, string])[] = [
  ["a misspelt key", { replcias: 3 }, 'unknown field "spec.replcias"'],
  ["fewer than no nodes", { replicas: -1 }, "spec.replicas"],
  ["an amount that is none", { persistence: { storage: "10 Gi" } }, "spec.persistence.storage"],
  ["a kind of Service that there is not", { service: { type: "Ingress" } }, "spec.service.type"],
  ["a plugin with an option", { rabbitmq: { additionalPlugins: ["a --force"] } }, "additionalPlugins"],
  ["a command for the shell", { rabbitmq: { envConfig: "NAME=$(id)" } }, "must not run a command"],
];

describe("our definition of RabbitmqClusters, on a real Kubernetes API", () => {
  let cluster: ApiCluster;
  let helm = "";

  const onCluster = (...args: string[]) =>
    execa(helm, [...args, "--namespace", "rabbitmq", "--kubeconfig", cluster.kubeconfig]);

  /** Without its pods nothing answers for the webhooks, nor without cert-manager. */
  const install = async () => {
    await onCluster("install", "rabbitmq", CHART, "--create-namespace");
    for (const kind of ["mutating", "validating"])
      await cluster.kubectl("delete", `${kind}webhookconfiguration`, "rabbitmq-operator");
  };

  const create = async (object: object) => {
    const file = join(dirname(cluster.kubeconfig), "object.json");
    writeFileSync(file, JSON.stringify(object));
    return JSON.parse(
      await cluster.kubectl("create", "--validate=strict", "--output=json", "--filename", file),
    );
  };

  beforeAll(async () => {
    helm = (await ensureHelm(toolchain)).binary;
    cluster = await startApiCluster((await ensureKubernetes(toolchain)).binDir);
    for (const [plural, kind] of [
      ["issuers", "Issuer"],
      ["certificates", "Certificate"],
    ]) {
      const openAPIV3Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
      await create({
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${plural}.cert-manager.io` },
        spec: {
          group: "cert-manager.io",
          scope: "Namespaced",
          names: { plural, kind },
          versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
        },
      });
    }
    await cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    await install();
    await cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
  });
  afterAll(() => cluster?.close());

  it("fills in what the operator follows without looking, if an object says nothing or the half", async () => {
    const filled = {
      replicas: 1,
      service: { type: "ClusterIP" },
      persistence: { storage: "10Gi" },
      resources: { limits: { cpu: "2000m", memory: "2Gi" }, requests: { cpu: "1000m", memory: "2Gi" } },
      terminationGracePeriodSeconds: 604800,
      delayStartSeconds: 30,
    };
    expect((await create(clusterOf("bare"))).spec).toEqual(filled);
    const half = {
      replicas: null,
      service: { annotations: { a: "b" } },
      persistence: { storageClassName: "ssd" },
    };
    expect((await create(clusterOf("half", half))).spec).toEqual({
      ...filled,
      service: { type: "ClusterIP", annotations: { a: "b" } },
      persistence: { storage: "10Gi", storageClassName: "ssd" },
    });
  });

  it("loses nothing of what it does not describe", async () => {
    expect((await create(clusterOf("kept", UNDESCRIBED))).spec).toMatchObject(UNDESCRIBED);
  });

  it.each(REFUSED)("refuses %s", async (_, spec, words) => {
    await expect(create(clusterOf("refused", spec))).rejects.toThrow(words);
  });

  it("and its objects survive the release, and the next one takes them over", async () => {
    await onCluster("uninstall", "rabbitmq");
    expect(await cluster.kubectl("get", "rmq", "--output=name")).toContain(
      "rabbitmqcluster.rabbitmq.com/bare",
    );
    await install();
    const { stdout } = await onCluster("status", "rabbitmq");
    expect(stdout).toContain("STATUS: deployed");
  });
});
