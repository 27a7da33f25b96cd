import { DataKubernetesResources } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources/index.js";
import { TerraformLocal, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import type { App } from "../apps/app.ts";
import { notLess } from "../apps/changes.ts";
import { type SizedClaims, sizedClaims } from "../apps/claims.ts";
import type { Neighbour } from "../apps/neighbour.ts";
import { refusal } from "../cluster/refusal.ts";
import { formatDiagnostics, formatFound, formatKey } from "../config/diagnostic.ts";
import { parseBytes, UNITS } from "../config/quantity.ts";

/** What the API server makes of other spellings beside {@link UNITS}; a part of a byte it writes in thousandths. */
const MORE_UNITS = { "": 1, m: 0.001, P: 1e15, Pi: 2 ** 50 };

/**
 * Refuses in the plan of an app's base that a volume becomes smaller than it is; the API server and operators do so when half of the
 * app has been changed. The cluster is asked, since a volume may have been given room by hand: once for all claims of the namespace,
 * and none are there before the first deploy.
 */
export function noShrinking(
  scope: Construct,
  app: App,
  places: Pick<Neighbour, "file" | "positionOf">,
): Pick<TerraformMetaArguments, "lifecycle"> {
  const sized = sizedClaims(app);
  if (sized.length === 0) return {};
  const { friendlyUniqueId } = new DataKubernetesResources(scope, "claims", {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    namespace: app.name,
  });
  new TerraformLocal(scope, "units", { ...UNITS, ...MORE_UNITS });
  const size = "claim.spec.resources.requests.storage";
  // A size that is read by nobody here is left to the API server.
  const bytes = `try(tonumber(regex("^[0-9.]+(?:[eE][0-9]+)?", ${size})) * local.units[regex("[A-Za-z]*$", ${size})], 0)`;
  new TerraformLocal(
    scope,
    "there",
    `\${[for claim in data.kubernetes_resources.${friendlyUniqueId}.objects : { name = claim.metadata.name, size = ${size}, bytes = ${bytes} }]}`,
  );
  const precondition = sized.map((claims) => ({
    condition: `\${length(${larger(claims)}) == 0}`,
    errorMessage: refusal(`${app.name} would shrink a volume`, remedy(claims, places)),
  }));
  return { lifecycle: { precondition } };
}

/** Expression: sizes of those claims that have more room than the file gives them. */
const larger = ({ names, size }: SizedClaims): string =>
  `[for claim in local.there : claim.size if claim.bytes > ${parseBytes(size)} && can(regex("${names}", claim.name))]`;

function remedy(claims: SizedClaims, { file, positionOf }: Pick<Neighbour, "file" | "positionOf">): string {
  const key = [...claims.path, "size"];
  const [kind] = claims.path;
  const line = formatDiagnostics([
    {
      severity: "error",
      file,
      ...positionOf(key),
      key: formatKey(key),
      message: notLess(`\${join(", ", distinct(${larger(claims)}))}`),
      found: formatFound(claims.size),
    },
  ]);
  const another = kind === "volumes" ? "a volume" : "a need";
  return `  ${line}\n\nWrite at least that. For less room add ${another} of another name, move the data to it, and then remove this one.`;
}
