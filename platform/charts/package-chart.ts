import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { CHART_FILE, chartVersion, type OwnChart } from "./own-chart.ts";
import { TAR_END, tarEntry } from "./tar.ts";

/** One of our charts as one release takes it. */
export interface ChartPackage {
  /** `app-0.1.0+1f0c….tgz` */
  readonly fileName: string;
  readonly version: string;
  readonly bytes: Buffer;
}

/** Packs one of our charts for releases. */
export interface ChartPacker {
  /** The version that the chart has in a release with these values. */
  readonly version: (values: unknown) => string;
  readonly pack: (values: unknown) => ChartPackage;
}

/**
 * Packs a chart so that each release has a version of its own, which changes when a template or one of its values does.
 * The Helm provider compares a release's version with the one that is installed, letter by letter, and neither templates
 * nor values: a release that was changed or rolled back outside of Terraform then shows in the next plan.
 * https://github.com/hashicorp/terraform-provider-helm/blob/main/helm/resource_helm_release.go (versionsEqual)
 *
 * The hash stands behind a plus: a version that is a preview is passed over by Helm, and a hash of digits alone would not
 * be a version behind a minus. Same chart and values, same bytes.
 */
export function chartPacker(chart: OwnChart): ChartPacker {
  const [chartFile, ...others] = chart.files;
  if (chartFile?.path !== CHART_FILE) throw new Error(`${chart.name} has no ${CHART_FILE}`);
  const text = Buffer.from(chartFile.bytes).toString("utf8");
  const plain = chartVersion(chart);
  const templates = hashOf(chart);
  // Members of one gzip stream may follow each other: what all packages share is compressed once.
  const shared = compress([
    ...others.map(({ path, bytes }) => tarEntry(`${chart.name}/${path}`, bytes)),
    TAR_END,
  ]);
  const version = (values: unknown) => {
    const hash = createHash("sha256").update(templates).update(JSON.stringify(values)).digest("hex");
    return `${plain}+${hash.slice(0, 16)}`;
  };
  return {
    version,
    pack(values) {
      const own = version(values);
      const head = Buffer.from(text.replace(/^version: .*$/m, `version: ${own}`));
      const bytes = Buffer.concat([compress([tarEntry(`${chart.name}/${CHART_FILE}`, head)]), shared]);
      return { fileName: `${chart.name}-${own}.tgz`, version: own, bytes };
    },
  };
}

/** Gzip says what system made it, and nothing else here depends on the machine. */
function compress(parts: readonly Uint8Array[]): Buffer {
  const bytes = gzipSync(Buffer.concat(parts));
  bytes[9] = 255;
  return bytes;
}

/** A hash of names and contents. */
function hashOf({ files }: OwnChart): string {
  const hash = createHash("sha256");
  for (const { path, bytes } of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return hash.digest("hex");
}
