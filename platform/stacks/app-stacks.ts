import type { App as CdktfApp } from "cdktf";
import type { PlatformFacts } from "../apps/source.ts";
import { readOwnChart } from "../charts/own-chart.ts";
import { chartPacker } from "../charts/package-chart.ts";
import { type InstanceReading, nameAt } from "../read-instances.ts";
import type { AppPlatform } from "./app-place.ts";
import { AppStack, appStackName, type StackFile } from "./app-stack.ts";
import { InvalidAppStack } from "./invalid-app-stack.ts";

/** Files of a stack's folder. */
export interface StackFiles {
  readonly stack: string;
  readonly files: readonly StackFile[];
}

/**
 * Makes the stack of each app: its own where it has no mistakes, else one that says them.
 *
 * @returns what must be written beside them
 */
export function createAppStacks(
  scope: CdktfApp,
  platform: AppPlatform,
  facts: PlatformFacts,
  readings: readonly InstanceReading[],
): readonly StackFiles[] {
  const packers = {
    app: chartPacker(readOwnChart("app")),
    "app-base": chartPacker(readOwnChart("app-base")),
  };
  const made = readings.flatMap(({ app }): StackFiles[] => {
    if (app === undefined) return [];
    const stack = new AppStack(scope, { app: app.app, places: app, facts, platform, packers });
    return [{ stack: stack.node.id, files: stack.files }];
  });
  const taken = new Set(made.map(({ stack }) => stack));
  for (const { instance, app, diagnostics, between } of readings) {
    // By its folder: the name may be what is wrong.
    const name = nameAt(instance.place, instance.environment);
    if (app !== undefined || taken.has(appStackName(name)) || !/^[a-z0-9-]+$/.test(name)) continue;
    new InvalidAppStack(scope, { name, platform, diagnostics: [...diagnostics, ...between] });
    taken.add(appStackName(name));
  }
  return made;
}
