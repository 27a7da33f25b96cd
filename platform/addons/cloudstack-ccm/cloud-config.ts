import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret, SecretText } from "../addon.ts";
import { secretText } from "../addon-secrets.ts";

/** The Secret by which a controller reaches CloudStack; the CCM and the CSI driver read the same file. */
export const CLOUDSTACK_SECRET = "cloudstack-secret";

/**
 * How to reach CloudStack, as the controllers read it: unknown keys are an error, and what is quoted needs no other care.
 *
 * @see https://github.com/apache/cloudstack-kubernetes-provider/blob/v1.1.1/cloudstack.go (CSConfig)
 */
export function cloudstackSecret(
  { cloudstack: { zone, project } }: PlatformConfig,
  projectId: string | undefined,
  { verify_tls }: { readonly verify_tls: boolean },
): AddonSecret {
  // The API takes a project's id only.
  const ownedBy = projectId ?? project;
  const text: SecretText = [
    ...secretText`[Global]
api-url = "${"cloudstack_api_url"}"
api-key = "${"cloudstack_api_key"}"
secret-key = "${"cloudstack_secret_key"}"
`,
    `zone = "${zoneLabel(zone)}"\n`,
    ...(ownedBy === undefined ? [] : [`project-id = "${ownedBy}"\n`]),
    ...(verify_tls ? [] : ["ssl-no-verify = true\n"]),
  ];
  return { name: CLOUDSTACK_SECRET, data: { "cloud-config": text } };
}

/**
 * The zone as the label topology.kubernetes.io/zone that the CCM gives to nodes, its only use: without one v1.1.1 looks for a
 * machine with its own pod's name, and with one that is no label value no node is ever initialised.
 *
 * @see https://github.com/apache/cloudstack-kubernetes-provider/pull/85
 */
export function zoneLabel(zone: string): string {
  const text = zone
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .replaceAll(/[^A-Za-z0-9_.-]+/g, "-")
    .replaceAll(/^[^A-Za-z0-9]+/g, "")
    .slice(0, 63)
    .replaceAll(/[^A-Za-z0-9]+$/g, "");
  return text === "" ? "zone" : text;
}
