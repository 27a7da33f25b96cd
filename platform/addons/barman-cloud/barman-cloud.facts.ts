import { cloudnativePg } from "../cloudnative-pg/cloudnative-pg.ts";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unkept } from "../kept-definitions.ts";
import { unrestricted } from "../restricted.ts";

const PLUGIN = "barman-cloud.cloudnative-pg.io";

const serviceOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Service")[0]?.metadata;

export const barmanCloudFacts: readonly Fact[] = [
  {
    fact: "CloudNativePG finds it under the name that Clusters give",
    broken: (manifests) => {
      const service = serviceOf(manifests);
      return differs(
        [service?.namespace, service?.labels?.["cnpg.io/pluginName"]],
        [cloudnativePg.namespace, PLUGIN],
      );
    },
  },
  {
    fact: "both know each other by certificates that cert-manager makes",
    broken: (manifests) => {
      const asked = serviceOf(manifests)?.annotations ?? {};
      const secrets = ["cnpg.io/pluginClientSecret", "cnpg.io/pluginServerSecret"].map((key) => asked[key]);
      const made = ofKind(manifests, "Certificate").map(({ spec }) => spec.secretName);
      const issuers = new Set(ofKind(manifests, "Certificate").map(({ spec }) => spec.issuerRef.name));
      const own = ofKind(manifests, "Issuer").map(({ metadata }) => metadata.name);
      return differs([made.sort(), [...issuers]], [secrets.sort(), own]);
    },
  },
  {
    fact: "databases get a sidecar of its own version",
    broken: (manifests) => {
      const image = ofKind(manifests, "Deployment")[0]?.spec.template.spec.containers[0].image ?? "";
      const sidecar = ofKind(manifests, "ConfigMap").find(({ data }) => data.SIDECAR_IMAGE)?.data
        .SIDECAR_IMAGE;
      return differs(sidecar, image.replace(":", "-sidecar:"));
    },
  },
  {
    fact: "its definition is upgraded with it, and stays when it goes",
    broken: (manifests) => unkept(manifests, ["objectstores.barmancloud.cnpg.io"]),
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
