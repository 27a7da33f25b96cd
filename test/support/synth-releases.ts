import { expressionsIn } from "./synth-releases-template.ts";

/** Name, place and labels of a Kubernetes object; strings are Terraform templates. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A `helm_release`, with the provider's defaults filled in; strings are Terraform templates. */
export interface ReleaseArguments {
  readonly name: string;
  readonly namespace: string;
  /** URL, `oci://` included; without one, `chart` is a folder. */
  readonly repository?: string;
  readonly chart: string;
  readonly version?: string;
  /** One YAML document. */
  readonly values?: string;
  readonly wait: boolean;
  /** What `helm history` shows beside it. */
  readonly description?: string;
  /** In seconds. */
  readonly timeout: number;
  readonly atomic: boolean;
  readonly max_history: number;
  /** Leaves what is in the chart's `crds/` alone. */
  readonly skip_crds: boolean;
  /** Takes over a release of the name that Terraform does not know. */
  readonly upgrade_install: boolean;
  readonly create_namespace: boolean;
  /** Deletes what a failed upgrade made. */
  readonly cleanup_on_fail: boolean;
}

/** One thing that Terraform would make in the cluster. `address` is Terraform's. */
export type Step = { readonly address: string } & (
  | { readonly kind: "namespace"; readonly metadata: ObjectMeta }
  | {
      readonly kind: "secret";
      readonly metadata: ObjectMeta;
      readonly type: string;
      readonly data: Readonly<Record<string, string>>;
    }
  | { readonly kind: "release"; readonly release: ReleaseArguments }
);

type Body = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Body>>>>;

/** What stands in a stack's JSON beside resources and data, and makes nothing in the cluster. */
const OTHER_KEYS = ["//", "locals", "output", "provider", "terraform", "variable"];

/** What Terraform has made before: the infrastructure, the gate, and what it reads out of charts and of the cluster. */
const INFRASTRUCTURE =
  /^(cloudstack_|random_|terraform_data$|tls_|http$|helm_template$|kubernetes_namespace$|kubernetes_resources$)/;

const READERS: Readonly<Record<string, (address: string, body: Body) => Step>> = {
  kubernetes_namespace: (address, body) => {
    only(address, body, ["metadata"]);
    return { address, kind: "namespace", metadata: metadataOf(address, body, []) };
  },
  kubernetes_secret: (address, body) => {
    only(address, body, ["metadata", "type", "data"]);
    const { type = "Opaque", data = {} } = body as { type?: string; data?: Record<string, string> };
    return { address, kind: "secret", metadata: metadataOf(address, body, ["namespace"]), type, data };
  },
  helm_release: (address, body) => ({ address, kind: "release", release: releaseOf(address, body) }),
};

/**
 * Reads what a stack's synthesised JSON (`cdktf.out/stacks/<stack>/cdk.tf.json`) puts into the cluster, each step after
 * those it depends on or refers to, otherwise by address.
 *
 * @throws Error for a kind of resource or an attribute that is not known here, so that nothing is left out in silence.
 */
export function readSteps(json: string): Step[] {
  const stack = JSON.parse(json) as { readonly resource?: Blocks; readonly data?: Blocks };
  only("the stack", stack, ["resource", "data", ...OTHER_KEYS]);
  for (const type of Object.keys(stack.data ?? {})) refuseUnknown(type, `data.${type}`);
  const found = new Map<string, { readonly step: Step; readonly needs: ReadonlySet<string> }>();
  for (const [type, resources] of Object.entries(stack.resource ?? {})) {
    const read = READERS[type];
    if (read === undefined) {
      refuseUnknown(type, type);
      continue;
    }
    for (const [name, body] of Object.entries(resources)) {
      const address = `${type}.${name}`;
      found.set(address, { step: read(address, body), needs: needsOf(body) });
    }
  }
  return inOrder(found);
}

function inOrder(
  found: ReadonlyMap<string, { readonly step: Step; readonly needs: ReadonlySet<string> }>,
): Step[] {
  const sorted = new Set<string>();
  const waiting = [...found.keys()].sort();
  for (const address of waiting)
    for (const need of found.get(address)?.needs ?? [])
      if (!found.has(need)) throw new Error(`${address} needs ${need}, which is not in the stack`);
  while (waiting.length > 0) {
    const index = waiting.findIndex((address) =>
      [...(found.get(address)?.needs ?? [])].every((need) => sorted.has(need)),
    );
    if (index === -1) throw new Error(`these need each other in a circle: ${waiting.join(", ")}`);
    sorted.add(waiting.splice(index, 1)[0] ?? "");
  }
  return [...sorted].flatMap((address) => found.get(address)?.step ?? []);
}

/** Addresses of the steps that a resource depends on or refers to. */
function needsOf(body: Body): Set<string> {
  const { depends_on = [], ...rest } = body as { readonly depends_on?: readonly string[] };
  const types = Object.keys(READERS).join("|");
  const address = new RegExp(`(?<![\\w.-])(?:${types})\\.[\\w-]+`, "g");
  return new Set([...depends_on, ...expressionsIn(rest)].flatMap((text) => text.match(address) ?? []));
}

function releaseOf(address: string, body: Body): ReleaseArguments {
  const defaults = {
    namespace: "default",
    wait: true,
    timeout: 300,
    atomic: false,
    max_history: 0,
    skip_crds: false,
    upgrade_install: false,
    create_namespace: false,
    cleanup_on_fail: false,
  };
  // A description is in a release's history, and nowhere in the cluster's objects.
  const known = ["name", "chart", "repository", "version", "values", "description", ...Object.keys(defaults)];
  // Conditions of a plan; see test/e2e/app-sizes.test.ts.
  only(address, body, [...known, "lifecycle"]);
  const {
    "//": _,
    depends_on,
    lifecycle,
    values = [],
    ...rest
  } = body as { readonly values?: readonly string[] } & Body;
  const [text, ...more] = values;
  if (more.length > 0) throw new Error(`${address} has ${values.length} documents of values, known is one`);
  for (const [key, value] of Object.entries(defaults))
    if (key in rest && typeof rest[key] !== typeof value)
      throw new Error(`${address} has ${key} = ${JSON.stringify(rest[key])}, known is a ${typeof value}`);
  const release = { ...defaults, ...rest } as unknown as ReleaseArguments;
  return text === undefined ? release : { ...release, values: text };
}

function metadataOf(address: string, body: Body, more: readonly string[]): ObjectMeta {
  const metadata = body.metadata as Body;
  if (Array.isArray(metadata)) throw new Error(`${address} has a list as metadata, known is one block`);
  only(`${address}.metadata`, metadata, ["name", "labels", "annotations", ...more]);
  return metadata as unknown as ObjectMeta;
}

function only(where: string, body: object, known: readonly string[]): void {
  const unknown = Object.keys(body).filter((key) => ![...known, "//", "depends_on"].includes(key));
  if (unknown.length > 0) throw new Error(`${where} has what is not known here: ${unknown.join(", ")}`);
}

function refuseUnknown(type: string, what: string): void {
  if (!INFRASTRUCTURE.test(type)) throw new Error(`the stack has ${what}, which is not known here`);
}
