import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { readSurroundings } from "../../../platform/project.ts";
import { RESERVED_NAMES } from "../../../platform/read-instances.ts";
import { appStackName } from "../../../platform/stacks/app-stack.ts";
import { appStateFolder } from "../../../platform/stacks/app-state.ts";
import { forgetOtherEnvironment } from "../../../platform/stacks/environment-switch.ts";
import { removedAppStack } from "../../../platform/stacks/removed-app-stack.ts";
import type { Ask } from "../../console/ask.ts";
import { runKubectl } from "../../kubernetes/kubectl.ts";
import { type Stack, stackAt } from "../stack/stack.ts";
import { readCdktfProject } from "../stack/synth.ts";
import type { Kept } from "./kept.ts";
import { clusterIdentity, observeApp } from "./observe.ts";
import { requireSameCluster } from "./same-cluster.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** An app in its stack's state. */
interface Stated {
  readonly app: string;
  readonly stack: Stack;
}

/** An app that can be destroyed. */
export interface Destruction {
  /** Its name, `shop-staging` in an environment. */
  readonly app: string;
  /** Releases that go, as Terraform knows them. */
  readonly releases: readonly string[];
  readonly namespace: boolean;
  /** What stays, or goes with the namespace. */
  readonly kept: readonly Kept[];
  readonly stack: Stack;
}

/**
 * Looks at what there is of an app: in its stack's state and in the cluster. Its files are not asked: they may be gone.
 *
 * @throws LocoError CONFIG_MISSING, CONFIG_INVALID, APP_NOT_DEPLOYED, CLUSTER_DIFFERENT, TOOL_MISSING, TOOL_FAILED, STATE_UNREADABLE
 */
export async function openDestruction(
  dir: string,
  env: Env,
  name: string,
  environment: string | undefined,
): Promise<Destruction> {
  requireAppName(name);
  const places = await statesOf(dir, env, name, environment);
  for (const { app, stack } of places) {
    const state = await stack.state();
    const releases = state.flatMap(({ type, values }) =>
      type === "helm_release" ? String(values.name) : [],
    );
    await requireSameCluster(app, state, () => clusterIdentity(env));
    const { namespace, kept } = await observeApp(env, app);
    if (releases.length > 0 || namespace) return { app, releases: releases.sort(), namespace, kept, stack };
  }
  throw nothingOf(places[0]?.app ?? name, "neither in its state nor in the cluster");
}

/**
 * Lets an app's state forget all that it has, for a cluster that is gone for good; the cluster is not asked. Where it is not
 * gone, the next deploy takes up what is there.
 *
 * @returns the app's name
 * @throws LocoError as {@link openDestruction}, but for those of the cluster
 */
export async function forgetApp(
  dir: string,
  env: Env,
  name: string,
  environment: string | undefined,
): Promise<string> {
  requireAppName(name);
  const places = await statesOf(dir, env, name, environment);
  for (const { app, stack } of places) {
    const addresses = (await stack.state()).map(({ address }) => address);
    if (addresses.length === 0) continue;
    await stack.forget(addresses);
    return app;
  }
  throw nothingOf(places[0]?.app ?? name, "in its state");
}

function requireAppName(name: string): void {
  if (/^[a-z][a-z0-9-]*$/.test(name) && !RESERVED_NAMES.includes(name)) return;
  throw new LocoError("NAME_REFUSED", `${name} is no app's name`, {
    hint: "npx loco blueprint list knows the names",
  });
}

const nothingOf = (app: string, where: string) =>
  new LocoError("APP_NOT_DEPLOYED", `there is nothing of ${app}, ${where}`, {
    hint: "npx loco blueprint list knows the names; --env says which environment is meant, KUBE_CONFIG_PATH which cluster",
  });

/** The states that may be meant, at most two. */
async function statesOf(
  dir: string,
  env: Env,
  name: string,
  environment: string | undefined,
): Promise<readonly Stated[]> {
  const { platform } = readSurroundings(dir, environment);
  const inEnvironment = environment === undefined ? [] : [`${name}-${environment}`];
  // On a platform of its own, an app that says nothing of the environment has its plain name.
  const plain = environment === undefined || platform.environment !== undefined ? [name] : [];
  const names = [...inEnvironment, ...plain].filter((app) => !RESERVED_NAMES.includes(app));
  if (platform.state.backend === "local") {
    const folder = join(dir, appStateFolder(platform.state, platform.environment));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  return Promise.all(
    names.map(async (app) => ({ app, stack: await openAppStack(dir, env, app, { platform, environment }) })),
  );
}

async function openAppStack(
  dir: string,
  env: Env,
  app: string,
  {
    platform,
    environment,
  }: Pick<ReturnType<typeof readSurroundings>, "platform"> & {
    readonly environment: string | undefined;
  },
): Promise<Stack> {
  const folder = join(readCdktfProject(dir).output, "stacks", appStackName(app));
  const synth = async () => {
    const scratch = mkdtempSync(join(tmpdir(), "loco-destroy-"));
    try {
      forgetOtherEnvironment(folder, environment);
      writeFileSync(join(folder, "cdk.tf.json"), removedAppStack(app, platform, scratch));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  };
  await synth();
  return stackAt(dir, folder, env, { synth, isSynthesised: () => existsSync(join(folder, "cdk.tf.json")) });
}

/**
 * Makes sure that a person has seen what goes and wants it; false when they say no.
 *
 * @throws LocoError NOT_CONFIRMED where nobody can be asked
 */
export async function confirmDestruction(
  app: string,
  { yes, withData }: { readonly yes: boolean; readonly withData: boolean },
  ask: Ask | undefined,
): Promise<boolean> {
  if (yes) return true;
  if (ask === undefined) {
    throw new LocoError("NOT_CONFIRMED", "nothing is destroyed without a confirmation", {
      hint: "read the list, then add --yes",
    });
  }
  const data = withData ? "with all of its data" : "and leave its data";
  return (await ask(`Type the app's name to destroy it ${data} (${app}):`)) === app;
}

/** How long a namespace with databases in it may take to go. */
const NAMESPACE_TIMEOUT = "15m";

/**
 * Uninstalls an app; with its data, deletes its namespace, too. Terraform goes first, because it refuses another cluster
 * than the one that the app was deployed to.
 *
 * @throws LocoError TOOL_FAILED, STATE_LOCKED, TOOL_MISSING
 */
export async function destroyApp(
  { app, stack, namespace }: Destruction,
  env: Env,
  withData: boolean,
  progress: (detail: string) => void,
): Promise<void> {
  if ((await stack.state()).length > 0) await stack.destroy({ progress });
  if (!withData || !namespace) return;
  progress(`deleting the namespace ${app}`);
  const wait = ["--wait=true", `--timeout=${NAMESPACE_TIMEOUT}`, "--ignore-not-found"];
  await runKubectl(env, ["delete", "namespace", app, ...wait], `the namespace ${app} did not go`);
}
