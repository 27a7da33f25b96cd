import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { PLATFORM_LABEL } from "../../platform/addons/platform-label.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

const CHART = join(import.meta.dirname, "../../charts/kyverno-policies");

interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Kyverno's kind is Kubernetes' own and more: without the rest the API itself judges by the same expressions. */
function nativePolicies(policy: Policy): readonly object[] {
  const {
    kind,
    metadata: { name },
    spec,
  } = policy;
  if (kind !== "ValidatingPolicy") return [policy];
  const { autogen: _, validationActions, ...rest } = spec;
  const apiVersion = "admissionregistration.k8s.io/v1";
  return [
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name },
      // Fail: an expression that does not work is not let through.
      spec: { ...rest, failurePolicy: "Fail" },
    },
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name, validationActions },
    },
  ];
}

const NAMES = ["host-namespaces", "pinned-images", "probes", "resources", "restricted-pods"];

const container = {
  name: "web",
  image: "registry.example/web:v1.2.3",
  readinessProbe: { httpGet: { port: 8080 } },
  resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
  securityContext: {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
};

const podOf = (changes: object = {}, ofPod: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web" },
  spec: { containers: [{ ...container, ...changes }], ...ofPod },
});

const deploymentOf = (changes: object) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: podOf(changes).spec },
  },
});

const { securityContext } = container;

/** The policy that an object breaks, what it is, and words of what is said. */
const BROKEN: readonly (readonly [string, object, string])[] = [
  ["host-namespaces", podOf({}, { hostNetwork: true }), "leave out hostNetwork"],
  ["host-namespaces", podOf({}, { volumes: [{ name: "a", hostPath: { path: "/" } }] }), "no hostPath"],
  ["host-namespaces", podOf({ ports: [{ containerPort: 80, hostPort: 80 }] }), "leave out hostPort"],
  ["pinned-images", podOf({ image: "registry.example:5000/web" }), "not :latest"],
  ["pinned-images", podOf({ image: "web:latest" }), "not :latest"],
  [
    "pinned-images",
    podOf({}, { initContainers: [{ ...container, name: "i", readinessProbe: undefined, image: "i" }] }),
    "not :latest",
  ],
  ["probes", deploymentOf({ readinessProbe: undefined, ports: [{ containerPort: 80 }] }), "readinessProbe"],
  [
    "resources",
    podOf({ resources: { limits: { memory: "64Mi" }, requests: { memory: "64Mi" } } }),
    "requests of cpu",
  ],
  ["resources", podOf({ resources: { requests: { cpu: "10m", memory: "32Mi" } } }), "limit of memory"],
  ["restricted-pods", podOf({ securityContext: undefined }), "runAsNonRoot"],
  [
    "restricted-pods",
    podOf({ securityContext: { ...securityContext, runAsNonRoot: false } }),
    "runAsNonRoot",
  ],
  [
    "restricted-pods",
    podOf({ securityContext: { ...securityContext, allowPrivilegeEscalation: undefined } }),
    "gains no rights",
  ],
  [
    "restricted-pods",
    podOf({ securityContext: { ...securityContext, capabilities: { drop: ["ALL"], add: ["SYS_TIME"] } } }),
    "drop ALL",
  ],
  [
    "restricted-pods",
    podOf({ securityContext: { ...securityContext, seccompProfile: undefined } }),
    "seccomp",
  ],
];

describe("kyverno-policies, judged by a real Kubernetes API", () => {
  let cluster: ApiCluster;
  const file = () => join(dirname(cluster.kubeconfig), "object.json");

  const create = async (object: object, namespace = "shop", ...more: string[]) => {
    writeFileSync(file(), JSON.stringify(object));
    return cluster.kubectl("create", "--namespace", namespace, "--filename", file(), ...more);
  };
  const attempt = (object: object, namespace?: string) => create(object, namespace, "--dry-run=server");

  beforeAll(async () => {
    const helm = (await ensureHelm(toolchain)).binary;
    cluster = await startApiCluster((await ensureKubernetes(toolchain)).binDir);
    const namespaces = ["shop", "traefik", "new-addon"];
    for (const namespace of namespaces) await cluster.kubectl("create", "namespace", namespace);
    for (const namespace of namespaces)
      await cluster.kubectl("create", "serviceaccount", "default", "--namespace", namespace).catch(() => "");
    // An addon that is turned on: it is in no list yet.
    await cluster.kubectl("label", "namespace", "new-addon", `${PLATFORM_LABEL}=true`);
    // Who may do anything, and is not the platform.
    await cluster.kubectl(
      "create",
      "clusterrolebinding",
      "argo-cd",
      "--clusterrole=cluster-admin",
      "--user=argo-cd",
    );
    // Made before there are policies.
    await create({ ...podOf({ image: "web" }, { nodeName: "node-1" }), metadata: { name: "before" } });
    const values = JSON.stringify({ enforce: NAMES, excludedNamespaces: ["traefik"] });
    const { stdout } = await execa(helm, ["template", "p", CHART, "--values", "-"], { input: values });
    for (const document of parseAllDocuments(stdout)) {
      for (const policy of nativePolicies(document.toJS() as Policy)) await create(policy, "default");
    }
    // The API takes them up in its own time.
    for (const [policy, object] of BROKEN) {
      await vi.waitFor(() => expect(attempt(object)).rejects.toThrow(policy), { timeout: 30_000 });
    }
  });
  afterAll(() => cluster?.close());

  it.each(BROKEN)("%s refuses what breaks it (%#)", async (policy, object, words) => {
    const said = await attempt(object).then(() => "nothing", String);
    expect(said).toContain(`'${policy}'`);
    expect(said).toContain(words);
  });

  it("lets through what breaks none", async () => {
    await expect(attempt(podOf())).resolves.toContain("created");
    await expect(attempt(deploymentOf({}))).resolves.toContain("created");
    await expect(attempt(podOf({ image: `web@sha256:${"a".repeat(64)}` }))).resolves.toContain("created");
    const worker = { readinessProbe: undefined };
    await expect(attempt(deploymentOf(worker))).resolves.toContain("created");
    const { securityContext: ofPod } = container;
    const inherits = podOf(
      { securityContext: { allowPrivilegeEscalation: false, capabilities: ofPod.capabilities } },
      { securityContext: { runAsNonRoot: true, seccompProfile: ofPod.seccompProfile } },
    );
    await expect(attempt(inherits)).resolves.toContain("created");
  });

  it("lets through what is in a namespace of the platform's", async () => {
    await expect(attempt(podOf({ image: "web" }), "traefik")).resolves.toContain("created");
  });

  it("lets through what is in a namespace that the platform made, before its name is known", async () => {
    await expect(attempt(podOf({ image: "web" }), "new-addon")).resolves.toContain("created");
  });

  it("lets nobody but the platform say which namespaces are the platform's", async () => {
    const label = (namespace: string, change: string, ...as: string[]) =>
      cluster.kubectl("label", "namespace", namespace, change, "--dry-run=server", ...as);
    const argo = "--as=argo-cd";
    const refused = /only the platform itself says which namespaces are its own/;
    await expect(label("shop", `${PLATFORM_LABEL}=true`, argo)).rejects.toThrow(refused);
    await expect(label("shop", `${PLATFORM_LABEL}=false`, argo)).rejects.toThrow(refused);
    await expect(label("new-addon", `${PLATFORM_LABEL}-`, argo)).rejects.toThrow(refused);
    const namespace = (labels: object) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "own", labels },
    });
    const made = { ...namespace({ [PLATFORM_LABEL]: "true" }) };
    await expect(create(made, "default", "--dry-run=server", argo)).rejects.toThrow(refused);
    await expect(create(namespace({ team: "shop" }), "default", "--dry-run=server", argo)).resolves.toContain(
      "created",
    );
    await expect(label("shop", "team=shop", argo)).resolves.toContain("labeled");
    await expect(label("new-addon", "team=shop", argo)).resolves.toContain("labeled");
    await expect(label("shop", `${PLATFORM_LABEL}=true`)).resolves.toContain("labeled");
  });

  it("lets what was there before be labelled, and go", async () => {
    const labelled = cluster.kubectl("label", "pod", "before", "a=b", "--namespace", "shop");
    await expect(labelled).resolves.toContain("labeled");
    const changed = cluster.kubectl("set", "image", "pod/before", "web=other", "--namespace", "shop");
    await expect(changed).rejects.toThrow(/pinned-images/);
  });
});
