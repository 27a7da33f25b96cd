import type { App, Route } from "../app.ts";
import { WEB } from "../app-file.ts";
import type { AddressField } from "../placeholders.ts";

/** Name by which a process is found in the cluster, whatever its domain is called: pods search there. */
const clusterHost = (app: Pick<App, "name">, service: string): string => `${service}.${app.name}.svc`;

/** Where one of an app's processes answers inside the cluster. */
export const processAddress = (app: Pick<App, "name">, process: string, field: AddressField): string =>
  field === "host" ? clusterHost(app, process) : `http://${clusterHost(app, process)}`;

/** Where an app answers: for everybody, or in the cluster when it is internal. */
export function appAddress(
  app: Pick<App, "name" | "processes">,
  domain: string,
  field: AddressField,
): string {
  const route = app.processes.find(({ name }) => name === WEB)?.route;
  if (route === undefined) return processAddress(app, WEB, field);
  const host = route.domains[0] ?? `${app.name}.${domain}`;
  return field === "host" ? host : `${scheme(route)}://${host}${route.path === "/" ? "" : route.path}`;
}

const scheme = ({ tls }: Route) => (tls.kind === "off" ? "http" : "https");

/** Where another app of the platform answers, by what is known without its file. */
export const otherAppAddress = (name: string, domain: string, field: AddressField): string =>
  field === "host" ? `${name}.${domain}` : `https://${name}.${domain}`;
