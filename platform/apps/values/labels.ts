import type { App } from "../app.ts";

/** Labels of every object of an app. */
export const appLabels = ({ name, blueprint }: Pick<App, "name" | "blueprint">): Record<string, string> => ({
  "app.kubernetes.io/name": name,
  "app.kubernetes.io/part-of": blueprint,
  "app.kubernetes.io/managed-by": "Helm",
});
