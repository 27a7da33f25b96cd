import type { App } from "../../app.ts";
import type { PlatformFacts } from "../../source.ts";
import type { AppValues } from "../app-values.gen.ts";
import { outgoingOf } from "./outgoing.ts";

/** Who connects to an app's pods, and what they connect to. */
export const networkOf = (app: App, platform: PlatformFacts): AppValues["network"] => ({
  components: [...app.processes.map(({ name }) => name), ...app.jobs.map(({ name }) => `job-${name}`)],
  ...(app.deploy.release === undefined ? {} : { releaseCommand: true }),
  ...(app.network.from.length === 0 ? {} : { from: [...app.network.from] }),
  ...(app.metrics === undefined ? {} : { metricsPort: app.metrics.port }),
  ...outgoingOf(app, platform),
});
