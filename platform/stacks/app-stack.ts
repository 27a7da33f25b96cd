import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { type ITerraformDependable, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { valuesText } from "../addons/values-text.ts";
import type { App } from "../apps/app.ts";
import type { Neighbour } from "../apps/neighbour.ts";
import type { PlatformFacts } from "../apps/source.ts";
import { type AppRelease, appReleases } from "../apps/values/releases.ts";
import type { ChartPacker } from "../charts/package-chart.ts";
import { type AppPlatform, createAppPlace } from "./app-place.ts";
import { createClusterIdentity } from "./cluster-identity.ts";
import { noShrinking } from "./no-shrinking.ts";

/** What an app's stack is made from. */
export interface AppStackProps {
  readonly app: App;
  /** Where its file says what. */
  readonly places: Pick<Neighbour, "file" | "positionOf">;
  readonly facts: PlatformFacts;
  readonly platform: AppPlatform;
  readonly packers: Readonly<Record<AppRelease["chart"], ChartPacker>>;
}

/** A file that belongs beside a stack. */
export interface StackFile {
  /** Relative to the stack's folder. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Name of an app's stack. */
export const appStackName = (app: string): string => `app-${app}`;

/**
 * The stack of an app: its two releases, one after the other. `<app>-base` holds what must outlive a failure, so nothing
 * takes it back; `<app>` is put back by Helm when it does not come up in time.
 */
export class AppStack extends TerraformStack {
  /** The packaged charts. */
  readonly files: readonly StackFile[];

  constructor(scope: Construct, { app, places, facts, platform, packers }: AppStackProps) {
    super(scope, appStackName(app.name));
    const helm = createAppPlace(this, platform, app.name);
    let after: ITerraformDependable = createClusterIdentity(this, helm, app.name);
    const files: StackFile[] = [];
    for (const release of appReleases(app, facts)) {
      const { version, bytes } = packers[release.chart].pack(release.values);
      // Not named after its version: the plan shows that one, and what is no longer used need not be tidied up.
      const path = `charts/${release.chart}.tgz`;
      files.push({ path, bytes });
      after = new Release(this, ID[release.chart], {
        name: release.name,
        namespace: release.namespace,
        chart: path,
        version,
        values: [inert(valuesText(release.values))],
        timeout: app.deploy.timeout,
        maxHistory: app.deploy.keep,
        ...(app.description === undefined ? {} : { description: app.description }),
        // Takes up a release that Terraform does not know, as after a first installation that failed.
        upgradeInstall: true,
        ...KIND[release.chart],
        ...(release.chart === "app-base" ? noShrinking(this, app, places) : {}),
        dependsOn: [after],
      });
    }
    this.files = files;
  }
}

/** Frozen: another id would make a release anew. */
const ID = { "app-base": "base", app: "app" } as const;

const KIND = {
  // Its record is kept where no app is, since it makes the app's own namespace.
  // Its last step waits for what the app needs. Helm itself would wait for volumes, too, which many classes make only for the
  // first pod that uses them, and that is one of the next release.
  "app-base": { atomic: false, wait: false, createNamespace: true },
  app: { atomic: true, wait: true, cleanupOnFail: true },
} as const;

/** Text in which cdktf sees no token of its own, whatever an app's file says: an app's values have none. */
const inert = (text: string): string =>
  text.replaceAll("${TfToken[", "$$${TfToken[").replaceAll("TfToken", '${"Tf"}Token');
