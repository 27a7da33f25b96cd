import type { App } from "../app.ts";

/** Labels of every object of an app. */
export const appLabels = ({ name, blueprint }: Pick<App, "name" | "blueprint">): Record<string, string> => ({
  "app.kubernetes.io/name": name,
  "app.kubernetes.io/part-of": blueprint,
  "app.kubernetes.io/managed-by": "Helm",
});

/** What selects the pods of one process or job of an app, and of nothing else in its namespace. */
export const podSelector = (app: Pick<App, "name">, component: string): Record<string, string> => ({
  "app.kubernetes.io/name": app.name,
  "app.kubernetes.io/component": component,
});
