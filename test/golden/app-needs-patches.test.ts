import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { PlatformFacts } from "../../platform/apps/source.ts";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { baseValues } from "../../platform/apps/values/base-values.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";

const CHART = join(import.meta.dirname, "../../charts/app-base");

type Json = string | number | boolean | null | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As https://www.rfc-editor.org/rfc/rfc7396 has it. */
function merge(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const before = isObject(target) ? target : {};
  const changed = Object.entries(patch).flatMap(([key, value]) =>
    value === null ? [] : [[key, merge(before[key], value)] as const],
  );
  const kept = Object.entries(before).filter(([key]) => !(key in patch));
  return Object.fromEntries([...kept, ...changed]);
}

const need = (type: string, more = "") => `[needs.${type}]\ntype = "${type}"\nsize = "1Gi"\n${more}`;
const COPIED = ["postgres", "mysql", "mongodb"];
const OTHERS = ["elasticsearch", "redis", "rabbitmq"];
const VOLUME = '[volumes.files]\npath = "/data"\nsize = "1Gi"\n';
const tomlOf = (replicas: number, backup: boolean, pool: string) => `port = 80
${pool}${COPIED.map((type) => need(type, `replicas = ${replicas}\n${backup ? "backup = { keep = 7 }\n" : ""}`)).join("")}
${OTHERS.map((type) => need(type, `replicas = ${replicas}\n`)).join("")}
${VOLUME}${backup ? "[backup]\n" : ""}`;

const platformOf = (region: boolean): PlatformFacts => ({
  ...SAMPLE_PLATFORM,
  pools: [...SAMPLE_PLATFORM.pools, { name: "own", labels: {}, taints: ["own=1:NoSchedule"] }],
  backup: { endpoint: "https://s3.example", bucket: "acme-backup", ...(region ? { region: "eu" } : {}) },
});

const either = [false, true];
/** Whatever may be in a file or not, or be one copy or more, in every combination. */
const VARIANTS = [1, 3].flatMap((replicas) =>
  either.flatMap((backup) =>
    ["", 'pool = "own"\n'].flatMap((pool) =>
      either.map((region) => ({ toml: tomlOf(replicas, backup, pool), platform: platformOf(region) })),
    ),
  ),
);

interface Rendered {
  readonly objects: Readonly<Record<string, JsonObject>>;
  readonly patches: Readonly<Record<string, JsonObject>>;
  /** Kind.name of what the hook has a path for. */
  readonly paths: readonly string[];
}

let variants: readonly Rendered[] = [];

beforeAll(async () => {
  const { binary } = await ensureHelm(toolchain);
  variants = await Promise.all(
    VARIANTS.map(async ({ toml, platform }) => {
      const input = JSON.stringify(baseValues(sampleApp(toml, { platform }), platform));
      const { stdout } = await execa(binary, ["template", "shop", CHART, "--values", "-"], { input });
      const documents = parseAllDocuments(stdout).map((document) => document.toJS());
      const isCustom = ({ apiVersion }: { readonly apiVersion: string }) =>
        apiVersion.includes(".") && !/\.k8s\.io\/|cilium/.test(apiVersion);
      const files = documents.find(({ kind }) => kind === "ConfigMap").data as Record<string, string>;
      const job = documents.find(({ kind }) => kind === "Job");
      const { value } = job.spec.template.spec.containers[0].env.find(
        ({ name }: { name: string }) => name === "OBJECTS",
      );
      return {
        objects: Object.fromEntries(
          documents
            .filter(isCustom)
            .map(({ kind, metadata, spec }) => [`${kind}.${metadata.name}`, { metadata, spec }]),
        ),
        patches: Object.fromEntries(
          Object.entries(files).flatMap(([name, text]) =>
            name.endsWith(".json") ? [[name.replace(/\.json$/, ""), JSON.parse(text)]] : [],
          ),
        ),
        paths: value
          .trim()
          .split(" ")
          .map((each: string) => each.split("=")[0]),
      };
    }),
  );
}, 120_000);

describe("the patches of a release's last step", () => {
  it("are of every custom resource of a release", () => {
    for (const { objects, patches, paths } of variants) {
      expect(Object.keys(patches).toSorted()).toEqual(Object.keys(objects).toSorted());
      expect(paths.toSorted()).toEqual(Object.keys(objects).toSorted());
    }
  });

  it("make of what any other file had made exactly what the file says", () => {
    for (const before of variants)
      for (const after of variants)
        for (const [id, patch] of Object.entries(after.patches)) {
          const old = before.objects[id];
          if (old !== undefined) expect(clean(merge(old, patch))).toEqual(clean(after.objects[id]));
        }
  });

  it("say nothing of how a database was made", () => {
    for (const { patches } of variants)
      expect(patches["Cluster.postgres"]?.spec).not.toHaveProperty("bootstrap");
  });
});

/** Annotations of nothing are none. */
function clean(value: Json | undefined): Json | undefined {
  if (!isObject(value) || !isObject(value.metadata)) return value;
  const { annotations, ...metadata } = value.metadata;
  const empty = !isObject(annotations) || Object.keys(annotations).length === 0;
  return { ...value, metadata: empty ? metadata : { ...metadata, annotations } };
}
