import type { App, Need } from "../../app.ts";
import { DATASTORES, isDatastore } from "../../needs.ts";
import type { BaseValues } from "../base-values.gen.ts";
import { beforeHelm } from "../before-helm.ts";
import { APP_USER, loginSecret } from "./datastore.ts";
import { needParts } from "./need-parts.ts";

/** sh, nc and curl, by a user other than root. By digest: it may make Secrets. */
export const HOOK_IMAGE =
  "curlimages/curl:8.17.0@sha256:935d9100e9ba842cdb060de42472c7ca90cfe9a7c96e4dacb55e79e560b3ff40";

/** What the last step of a release waits for; undefined when the app needs nothing that the platform makes. */
export function hookValues({ needs, deploy }: App): NonNullable<BaseValues["hook"]> | undefined {
  const stores = needs.filter(({ type }) => isDatastore(type));
  if (stores.length === 0) return undefined;
  const logins = stores.filter(hasLogin).map(({ name }) => loginSecret(name));
  const users = stores
    .filter(({ type }) => type === "mysql" || type === "mongodb")
    .map(({ name }) => [loginSecret(name), madeUser(name)] as const);
  return {
    image: HOOK_IMAGE,
    seconds: beforeHelm(deploy.timeout),
    addresses: Object.fromEntries(stores.map((need) => [need.name, addressOf(need)])),
    ...(logins.length === 0 ? {} : { logins }),
    ...(users.length === 0 ? {} : { users: Object.fromEntries(users) }),
  };
}

/**
 * Percona's operators make a user only when the whole cluster is ready, and then say so.
 *
 * @see https://github.com/percona/percona-xtradb-cluster-operator/blob/v1.20.0/pkg/controller/pxc/users_custom.go
 */
const madeUser = (need: string): string => `percona.com/${need}-${APP_USER}-hash`;

const addressOf = (need: Need): string =>
  ["host", "port"].map((field) => needParts(need, field).join("")).join(":");

const hasLogin = ({ type }: Need): boolean => isDatastore(type) && DATASTORES[type].login === true;
