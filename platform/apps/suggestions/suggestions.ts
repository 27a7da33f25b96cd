import type { AppFile } from "../app-file.gen.ts";
import { healthPath, livenessOfItsOwn, needReplicas, secondReplica, staging } from "./availability.ts";
import { needBackup, releaseCommand, volumeBackup } from "./data.ts";
import { imageDigest, owner, restartAlert, structuredLogs } from "./operations.ts";
import { jobTimeout, moreMemory, noCpuLimit, scaleByCpu, scaleWithLoad } from "./resources.ts";
import { secretInEnv } from "./secrets.ts";
import type { AdviceContext, Suggestion, SuggestionRule } from "./suggestion.ts";
import { encrypted, knownDestinations, notSticky, timeToFinish } from "./traffic.ts";

/**
 * Everything that can be suggested, what matters most first. What linters of manifests ask for beside these (a
 * read-only root, no rights, requests, limits of memory, spread, disruption budgets, default-deny) every app has anyway.
 *
 * @see https://github.com/stackrox/kube-linter/blob/main/docs/generated/checks.md
 * @see https://github.com/FairwindsOps/polaris/blob/master/pkg/config/default.yaml
 */
export const suggestionRules: readonly SuggestionRule[] = [
  secretInEnv,
  needBackup,
  volumeBackup,
  encrypted,
  healthPath,
  secondReplica,
  needReplicas,
  moreMemory,
  timeToFinish,
  livenessOfItsOwn,
  notSticky,
  jobTimeout,
  releaseCommand,
  imageDigest,
  knownDestinations,
  restartAlert,
  owner,
  staging,
  noCpuLimit,
  structuredLogs,
  scaleByCpu,
  scaleWithLoad,
];

/** What would make an app safer, cheaper or faster. */
export const suggestionsFor = (file: AppFile, context: AdviceContext): Suggestion[] =>
  suggestionRules.flatMap(({ name, gain, check }) =>
    check(file, context).map((advice): Suggestion => ({ name, gain, ...advice })),
  );
