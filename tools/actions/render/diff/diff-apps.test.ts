import { expect, it } from "vitest";
import { sampleApp } from "../../../../platform/apps/testing/sample-app.ts";
import type { RenderedApp } from "../render-apps.ts";
import { diffApps, isRefused } from "./diff-apps.ts";
import { diffJson, formatDiff } from "./format-diff.ts";

/** An app that renders to these objects in its second release. */
const rendered = (name: string, ...objects: readonly string[]): RenderedApp => ({
  app: { ...sampleApp("port = 80"), name },
  file: "loco.toml",
  releases: ["app-base", "app"].map((chart) => ({
    release: {
      name: chart === "app" ? name : `${name}-base`,
      namespace: name,
      chart,
      values: { name, labels: {} },
    },
    version: "0.1.0",
    manifests: chart === "app" ? objects.join("") : "",
  })) as unknown as RenderedApp["releases"],
});

const object = (kind: string, name: string, rest: string) =>
  `---\napiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: shop\n${rest}`;

const BEFORE = rendered(
  "shop",
  object("Deployment", "web", "spec:\n  replicas: 1\n  containers:\n  - name: web\n    image: a:1\n"),
  object("ConfigMap", "files", "data:\n  x: |\n    one\n    two\n    three\n"),
  object("Service", "old", ""),
);
const AFTER = rendered(
  "shop",
  object(
    "Deployment",
    "web",
    "spec:\n  containers:\n  - name: web\n    image: a:2\n    ports:\n    - name: http\n      containerPort: 80\n",
  ),
  object("ConfigMap", "files", "data:\n  x: |\n    one\n    2\n    three\n"),
  object("Job", "new", ""),
);

it("says of each object whether it comes, goes or changes, and where", () => {
  expect(formatDiff(diffApps([BEFORE], [AFTER]), "HEAD")).toBe(`shop
  release shop
  - Service shop/old
  + Job shop/new
  ~ ConfigMap shop/files
      data.x:
      - two
      + 2
  ~ Deployment shop/web
      spec.containers[web].image: a:1 -> a:2
    + spec.containers[web].ports:
    +   - name: http
    +     containerPort: 80
    - spec.replicas: 1
`);
});

it("says which apps are new, and which are gone", () => {
  const found = diffApps([BEFORE], [rendered("blog", object("Service", "web", ""))]);
  expect(formatDiff(found, "HEAD")).toMatch(/^blog \(new\)\n.*\n {2}\+ Service shop\/web\n\nshop \(gone\)\n/);
  expect(diffJson(found)).toMatchObject({
    changed: true,
    apps: [
      { app: "blog", change: "new" },
      { app: "shop", change: "gone" },
    ],
  });
});

it("leaves out what is as it was", () => {
  expect(formatDiff(diffApps([BEFORE], [BEFORE]), "HEAD")).toBe("nothing differs from HEAD\n");
  expect(diffJson(diffApps([BEFORE], [BEFORE]))).toEqual({ changed: false, apps: [] });
});

it("says what stays behind, and what a deploy refuses", () => {
  const withVolume = (toml: string) => ({ ...BEFORE, app: sampleApp(`port = 80\nreplicas = 1\n${toml}`) });
  const volume = (size: string) => withVolume(`[volumes.data]\npath = "/data"\nsize = "${size}"\n`);
  const gone = diffApps([volume("2Gi")], [withVolume("")]);
  expect(formatDiff(gone, "HEAD")).toMatch(
    /^shop\n {2}! volumes.data {2}.* stays where it is\n {4}to delete it for good: kubectl -n shop delete /,
  );
  expect(gone.map(isRefused)).toEqual([false]);
  const smaller = diffApps([volume("2Gi")], [volume("1Gi")]);
  expect(formatDiff(smaller, "HEAD")).toMatch(/^shop\n {2}! volumes.data.size {2}refused: /);
  expect(smaller.map(isRefused)).toEqual([true]);
});
