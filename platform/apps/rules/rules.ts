import { alertsRule } from "./alerts-rule.ts";
import { allowRule } from "./allow-rule.ts";
import type { AppRule } from "./app-rule.ts";
import { deployTimeRule, strategyRule } from "./deploy-rule.ts";
import { envRule } from "./env-rule.ts";
import { exampleHostRule } from "./example-host-rule.ts";
import { filesRule, mountRule } from "./files-rule.ts";
import { dockerfileRule, imageRule } from "./image-rule.ts";
import { componentRule, jobsRule } from "./jobs-rule.ts";
import { cpuLimitRule, scratchRule } from "./limits-rule.ts";
import { environmentRule, nameRule } from "./name-rule.ts";
import { datastoreRule, needKeysRule, needNamesRule, needPodsRule } from "./needs-rule.ts";
import { placeholderRule } from "./placeholder-rule.ts";
import { addonRule, closedRangesRule, logsRule, poolRule } from "./platform-rules.ts";
import { quotaRule } from "./quota-rule.ts";
import { replicasRule } from "./replicas-rule.ts";
import { httpRule, routeRule } from "./route-rule.ts";
import { metricsRule, networkRule, trafficRule } from "./traffic-rule.ts";
import { backupRule, bucketRule, copiedRule, internalRule, storageRule, volumeRule } from "./volumes-rule.ts";

/** Every rule across keys of loco.toml. */
export const appRules: readonly AppRule[] = [
  nameRule,
  environmentRule,
  imageRule,
  dockerfileRule,
  exampleHostRule,
  trafficRule,
  metricsRule,
  networkRule,
  replicasRule,
  cpuLimitRule,
  scratchRule,
  deployTimeRule,
  strategyRule,
  envRule,
  placeholderRule,
  filesRule,
  mountRule,
  jobsRule,
  componentRule,
  routeRule,
  httpRule,
  needKeysRule,
  datastoreRule,
  needNamesRule,
  needPodsRule,
  volumeRule,
  storageRule,
  backupRule,
  copiedRule,
  bucketRule,
  internalRule,
  logsRule,
  poolRule,
  addonRule,
  alertsRule,
  quotaRule,
  allowRule,
  closedRangesRule,
];
