import type { App, Need } from "../../app.ts";
import { closedTo, isWithin } from "../../closed-ranges.ts";
import { isDatastore } from "../../needs.ts";
import { namespaceOfHost } from "../../service-host.ts";
import type { PlatformFacts } from "../../source.ts";
import type { AppValues } from "../app-values.gen.ts";
import { hasCilium, outsideOfApps } from "./cluster.ts";
import { datastorePods } from "./datastore-pods.ts";

type Outgoing = Omit<AppValues["network"], "components" | "releaseCommand" | "from" | "metricsPort">;

/** What an app connects to beside names that it looks up and its own processes. */
export function outgoingOf(app: App, platform: PlatformFacts): Outgoing {
  const stores = app.needs.flatMap((need) =>
    isDatastore(need.type) ? [[need.name, clientPortsOf(need.name, need.type)] as const] : [],
  );
  const needs = stores.length === 0 ? {} : { needs: Object.fromEntries(stores) };
  const { to } = app.network;
  const endpoints = app.needs.flatMap((need) => endpointOf(need, app.name));
  if (to === undefined)
    return { ...needs, ...appsAmong(endpoints), outside: outsideOfApps(platform), ingressController: true };
  const places = [...to, ...endpoints];
  const { apps } = appsAmong(places);
  const cidrs = places.flatMap((place) =>
    place.kind === "cidr" ? [{ cidr: place.cidr, port: place.port, ...exceptIn(place.cidr, platform) }] : [],
  );
  const named = places.flatMap((place) =>
    place.kind === "host" ? [{ host: place.host, port: place.port }] : [],
  );
  // Names are Cilium's; where a bucket's is not an address, its port is let through to everywhere outside.
  const hosts = hasCilium(platform) ? named : [];
  const anywhere = hasCilium(platform) ? [] : [...new Set(named.map(({ port }) => port))];
  return {
    ...needs,
    ...(apps === undefined ? {} : { apps }),
    // Apps' addresses on the platform's domain are called by way of the ingress controller.
    ...(apps !== undefined || named.some(({ host }) => host.endsWith(`.${platform.domain}`))
      ? { ingressController: true as const }
      : {}),
    ...(cidrs.length === 0 ? {} : { cidrs }),
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(anywhere.length === 0 ? {} : { outside: { ...outsideOfApps(platform), ports: anywhere } }),
  };
}

/** What nobody means by a range that holds it: pods and Services are named, and the metadata server is the nodes'. */
function exceptIn(range: string, { network }: PlatformFacts): { except?: string[] } {
  const except = closedTo(network).filter(({ cidr }) => isWithin(cidr, range) && cidr !== range);
  return except.length === 0 ? {} : { except: except.map(({ cidr }) => cidr) };
}

function clientPortsOf(name: string, type: Parameters<typeof datastorePods>[1]) {
  const { labels, client } = datastorePods(name, type);
  return { pods: labels, ports: [...client] };
}

type Place = NonNullable<App["network"]["to"]>[number];

function appsAmong(places: readonly Place[]): { apps?: string[] } {
  const names = places.flatMap((place) => (place.kind === "app" ? [place.name] : []));
  return names.length === 0 ? {} : { apps: [...new Set(names)] };
}

/**
 * Where a bucket is; nothing for one of the app's own processes. An external need's place is the secret's, which nobody reads here:
 * `to` names it.
 */
function endpointOf(need: Need, own: string): Place[] {
  if (need.type !== "s3") return [];
  const { hostname, port, protocol } = new URL(need.endpoint);
  // Policies know pods of the cluster by their labels alone.
  const name = namespaceOfHost(hostname);
  if (name !== undefined) return name === own ? [] : [{ kind: "app", name }];
  const number = port === "" ? (protocol === "http:" ? 80 : 443) : Number(port);
  return [
    /^[0-9.]+$/.test(hostname)
      ? { kind: "cidr", cidr: `${hostname}/32`, port: number }
      : { kind: "host", host: hostname, port: number },
  ];
}
