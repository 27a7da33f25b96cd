import type { App, Need } from "../../app.ts";
import { DATASTORES, isDatastore } from "../../needs.ts";
import type { BaseValues } from "../base-values.gen.ts";
import { loginSecret } from "./datastore.ts";
import { needParts } from "./need-parts.ts";

/** sh, nc and curl, by a user other than root. */
const IMAGE = "curlimages/curl:8.17.0";

/** Helm waits as long as `deploy.timeout`; the hook gives up a little before, so that its words are the last. */
const BEFORE_HELM = 30;

/** What the last step of a release waits for; undefined when the app needs nothing that the platform makes. */
export function hookValues({ needs, deploy }: App): NonNullable<BaseValues["hook"]> | undefined {
  const stores = needs.filter(({ type }) => isDatastore(type));
  if (stores.length === 0) return undefined;
  const logins = stores.filter(hasLogin).map(({ name }) => loginSecret(name));
  return {
    image: IMAGE,
    seconds: Math.max(deploy.timeout - BEFORE_HELM, BEFORE_HELM),
    addresses: Object.fromEntries(stores.map((need) => [need.name, addressOf(need)])),
    ...(logins.length === 0 ? {} : { logins }),
  };
}

const addressOf = (need: Need): string =>
  ["host", "port"].map((field) => needParts(need, field).join("")).join(":");

const hasLogin = ({ type }: Need): boolean => isDatastore(type) && DATASTORES[type].login === true;
