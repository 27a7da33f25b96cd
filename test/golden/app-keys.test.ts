import { tmpdir } from "node:os";
import { Testing } from "cdktf";
import { beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { App } from "../../platform/apps/app.ts";
import { SAMPLE_PLATFORM as platform, readSample } from "../../platform/apps/testing/sample-app.ts";
import { appReleases } from "../../platform/apps/values/releases.ts";
import { readOwnChart } from "../../platform/charts/own-chart.ts";
import { chartPacker } from "../../platform/charts/package-chart.ts";
import { formatDiagnostics } from "../../platform/config/diagnostic.ts";
import { NOWHERE } from "../../platform/config/read-documents.ts";
import { AppStack } from "../../platform/stacks/app-stack.ts";
import { renderReleases } from "../../tools/render/render-releases.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";
import { typesWith } from "./app-keys/need-rows.ts";
import { type Row, rows } from "./app-keys/rows.ts";
import { schemaKeys } from "./app-keys/schema-keys.ts";

type Objects = ReadonlyMap<string, unknown>;

const files = { "a.txt": "from a file\n" };
const BASE = 'name = "shop"\nimage = "ghcr.io/acme/shop:1"\n';

/** The two files of a row. */
const filesOf = ({ base = {}, adds }: Row) => {
  const top = `${BASE}${base.top ?? ""}`;
  const tables = base.tables ?? "";
  const plain = `${top}\n${tables}`;
  const lines = (adds.top ?? "").split("\n").concat((adds.tables ?? "").split("\n"));
  const gone = lines.filter((line) => line.startsWith("-")).map((line) => line.slice(1));
  const kept = (text: string) =>
    text
      .split("\n")
      .filter((line) => !gone.includes(line))
      .join("\n");
  const added = (text = "") =>
    text
      .split("\n")
      .filter((line) => !line.startsWith("-"))
      .join("\n");
  return {
    without: plain,
    with: `${kept(top)}\n${added(adds.top)}\n${kept(tables)}\n${added(adds.tables)}\n`,
  };
};

function read(text: string, environment?: string) {
  const context = { platform, files, ...(environment === undefined ? {} : { environment }) };
  const { app, diagnostics } = readSample(text, context);
  if (app === undefined) throw new Error(`${formatDiagnostics(diagnostics)}\nin\n${text}`);
  return { app, diagnostics };
}

/** Rendered objects of apps by `Kind/name`, in few Helm processes. */
async function render(apps: readonly App[]): Promise<Objects[]> {
  const releases = apps.map((app) => appReleases(app, platform));
  const rendered = await renderReleases((await ensureHelm(toolchain)).binary, releases.flat());
  let next = 0;
  return releases.map((several) => {
    const texts = several.map(() => {
      const each = rendered[next++];
      if (each === undefined || "refused" in each) throw new Error(each?.refused ?? "not rendered");
      return each.manifests;
    });
    return new Map(texts.flatMap((text) => parseAllDocuments(text).map((each) => named(each.toJS()))));
  });
}

const named = (object: { kind: string; metadata: { name: string } }): [string, unknown] => [
  `${object.kind}/${object.metadata.name}`,
  object,
];

/** What stands at a path of an object; a step `name=x` is the item of that name, and a name with dots in it counts as one. */
function at(object: unknown, path: string): unknown {
  if (path === "" || object === undefined || object === null) return object;
  if (Array.isArray(object)) {
    const [, name, rest = ""] = /^name=([^.]+)\.?(.*)$/.exec(path) ?? [];
    if (name !== undefined)
      return at(
        object.find((each) => each.name === name),
        rest,
      );
    const [, index, after = ""] = /^(\d+)\.?(.*)$/.exec(path) ?? [];
    return at(object[Number(index)], after);
  }
  const keys = Object.keys(object).filter((key) => path === key || path.startsWith(`${key}.`));
  const key = keys.sort((a, b) => b.length - a.length)[0];
  return key === undefined
    ? undefined
    : at((object as Record<string, unknown>)[key], path.slice(key.length + 1));
}

/** Arguments of a release in the app's stack. */
function argumentsOf(app: App, release: string): Record<string, unknown> {
  const stack = new AppStack(Testing.app({ outdir: tmpdir() }), {
    app,
    places: { file: "loco.toml", ...NOWHERE },
    facts: platform,
    platform: {
      name: "acme",
      environment: undefined,
      state: { backend: "local", path: "p.tfstate" },
      providers: {},
    } as never,
    packers: { app: chartPacker(readOwnChart("app")), "app-base": chartPacker(readOwnChart("app-base")) },
  });
  const { resource } = JSON.parse(Testing.synth(stack)) as {
    resource: { helm_release: Record<string, { name: string }> };
  };
  return Object.values(resource.helm_release).find(({ name }) => name === release) as Record<string, unknown>;
}

const matches = (found: unknown, value: unknown): boolean =>
  typeof value === "object" && value !== null && "holds" in value
    ? typeof found === "string" && found.includes(String(value.holds))
    : JSON.stringify(found) === JSON.stringify(value);

const nameOf = ({ key, of }: Row) => (of === undefined ? key : `${key} of ${of}`);

describe("a key of loco.toml", () => {
  const pairs = rows.map((row) => {
    const { without, with: text } = filesOf(row);
    return { row, before: without, after: text };
  });
  const rendered = new Map<Row, readonly [Objects, Objects]>();

  beforeAll(async () => {
    const apps = pairs.flatMap(({ row, before, after }) => [
      read(before).app,
      read(after, row.key === "environments" ? "staging" : undefined).app,
    ]);
    const objects = await render(apps);
    pairs.forEach(({ row }, index) => {
      const [before, after] = objects.slice(2 * index, 2 * index + 2);
      if (before !== undefined && after !== undefined) rendered.set(row, [before, after]);
    });
  }, 600_000);

  it("has a row for each, and none for what is no key", () => {
    const keys = schemaKeys().flatMap((key) => {
      const types = typesWith(key);
      return types.length === 0 ? [key] : types.map((type) => `${key} of ${type}`);
    });
    expect(rows.map(nameOf).sort()).toEqual(keys.sort());
  });

  for (const { row, before, after } of pairs) {
    const { effect } = row;
    it(`${nameOf(row)} has an effect`, () => {
      const [objectsBefore, objectsAfter] = rendered.get(row) ?? [];
      if ("appears" in effect) {
        expect([...(objectsBefore?.keys() ?? [])]).not.toContain(effect.appears);
        expect([...(objectsAfter?.keys() ?? [])]).toContain(effect.appears);
      } else if ("disappears" in effect) {
        expect([...(objectsBefore?.keys() ?? [])]).toContain(effect.disappears);
        expect([...(objectsAfter?.keys() ?? [])]).not.toContain(effect.disappears);
      } else if ("object" in effect) {
        const found = at(objectsAfter?.get(effect.object), effect.path);
        expect([...(objectsAfter?.keys() ?? [])]).toContain(effect.object);
        expect(found, JSON.stringify(found)).toSatisfy((each) => matches(each, effect.value));
        expect(at(objectsBefore?.get(effect.object), effect.path)).not.toEqual(found);
      } else if ("release" in effect) {
        expect(argumentsOf(read(after).app, effect.release)[effect.argument]).toEqual(effect.value);
        expect(argumentsOf(read(before).app, effect.release)[effect.argument]).not.toEqual(effect.value);
      } else {
        const said = formatDiagnostics(read(after).diagnostics);
        expect(said).toContain(effect.warns);
        expect(formatDiagnostics(read(before).diagnostics)).not.toContain(effect.warns);
      }
    });
  }
});
