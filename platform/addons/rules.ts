import type { Rule } from "../config/rules/rule.ts";
import { alertmanagerSettingsRule, receiverRule } from "./alertmanager/alertmanager-rules.ts";
import { httpChallengeRule, issuerSettingsRule } from "./cert-manager-issuers/issuer-rules.ts";
import { ccmProjectRule } from "./cloudstack-ccm/project-rule.ts";
import { storageClassRule } from "./cloudstack-csi/storage-class-rule.ts";
import { dexRule, grafanaDexRule } from "./dex/dex-rules.ts";
import { dnsProviderRule } from "./external-dns/dns-provider-rule.ts";
import { maintenanceWindowRule } from "./k3s-upgrade/window-rule.ts";
import { logBucketRule } from "./loki/bucket-rule.ts";
import { addonClusterRule, addonNeedsRule } from "./needs-rule.ts";
import { snapshotsRule } from "./snapshot-controller/snapshots-rule.ts";
import { trustedAddressesRule } from "./traefik/trusted-addresses-rule.ts";

/** What must hold across keys for the addons. */
export const addonRules: readonly Rule[] = [
  addonNeedsRule,
  addonClusterRule,
  ccmProjectRule,
  trustedAddressesRule,
  issuerSettingsRule,
  httpChallengeRule,
  maintenanceWindowRule,
  storageClassRule,
  receiverRule,
  alertmanagerSettingsRule,
  logBucketRule,
  snapshotsRule,
  dnsProviderRule,
  dexRule,
  grafanaDexRule,
];
