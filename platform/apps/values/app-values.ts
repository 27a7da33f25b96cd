import type { App } from "../app.ts";
import type { PlatformFacts } from "../source.ts";
import { alertValues } from "./alerts.ts";
import type { AppValues } from "./app-values.gen.ts";
import { fileValues } from "./files.ts";
import { jobValues, releaseValues } from "./jobs.ts";
import { appLabels } from "./labels.ts";
import { networkOf } from "./network/network.ts";
import { podValues } from "./pods.ts";
import { processValues } from "./processes.ts";
import { routesOf } from "./routes.ts";
import { servicesOf } from "./services.ts";

/** Values of the chart `app`. */
export function appValues(app: App, platform: PlatformFacts): AppValues {
  const { image = "", description, processes, jobs } = app;
  const files = fileValues(app);
  return {
    name: app.name,
    labels: objectLabels(app),
    ...(description === undefined ? {} : { description }),
    image,
    pods: { ...podValues(app, platform), ...files.mounts },
    ...files.texts,
    ...named("processes", processes, (process) => processValues(app, process, platform)),
    ...named("jobs", jobs, (job) => jobValues(app, job, platform)),
    ...releaseValues(app, platform),
    ...alertValues(app),
    ...filled("services", servicesOf(app)),
    ...filled("routes", routesOf(app, platform)),
    network: networkOf(app, platform),
  };
}

const objectLabels = (app: App): Record<string, string> => ({
  ...appLabels(app),
  ...(app.owner === undefined ? {} : { "loco.dev/owner": app.owner }),
});

/** A table by name; none when it is empty. */
const named = <Key extends string, Item extends { readonly name: string }, Value>(
  key: Key,
  items: readonly Item[],
  value: (item: Item) => Value,
): { readonly [K in Key]?: Record<string, Value> } =>
  items.length === 0
    ? {}
    : ({ [key]: Object.fromEntries(items.map((item) => [item.name, value(item)])) } as {
        readonly [K in Key]: Record<string, Value>;
      });

/** A table under its key; none when it is empty. */
const filled = <Key extends string, Values extends object>(key: Key, values: Values) =>
  (Object.keys(values).length === 0 ? {} : { [key]: values }) as { readonly [K in Key]?: Values };
