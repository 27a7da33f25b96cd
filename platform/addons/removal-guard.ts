import { DataHttp } from "@cdktf/provider-http/lib/data-http/index.js";
import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { createData } from "../cluster/record.ts";
import { instead, type Precondition, refusal } from "../cluster/refusal.ts";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { Addon } from "./addon.ts";
import { catalogue, isOn } from "./catalogue.ts";
import { type AdminAccess, untilReady } from "./cluster-access.ts";
import { PUBLISHED } from "./in-cluster.ts";

/** On a first deploy it asks before there are machines, whose making may take as long again. */
const RETRIES = 360;

/**
 * Refuses plans that remove an addon that looks after others' objects: a plan cannot know whether there are any, `loco addons
 * remove` looks. What was on before is read from what the platform publishes of itself, for a plan has no other memory of it.
 */
export function createRemovalGuard(scope: Construct, config: PlatformConfig, access: AdminAccess): void {
  const off = catalogue.filter(({ name, looksAfter }) => looksAfter !== undefined && !isOn(config, name));
  if (off.length === 0) return;
  const { namespace, name, key } = PUBLISHED;
  const published = new DataHttp(scope, "addons-before", {
    ...untilReady(access, RETRIES),
    url: `${access.endpoint}/api/v1/namespaces/${namespace}/configmaps/${name}`,
  });
  // Nothing was on where nothing is published yet. A value of its own, because an error shows what a condition names.
  const before = new TerraformLocal(
    scope,
    "names-before",
    `\${try(jsondecode(jsondecode(data.http.${published.friendlyUniqueId}.response_body).data["${key}"]).addons, [])}`,
  );
  createData(scope, "addons-guard").addOverride("lifecycle", {
    precondition: off.map((addon) => stays(addon, before.fqn)),
  });
}

function stays({ name }: Addon, before: string): Precondition {
  return {
    condition: `\${!contains(${before}, "${name}")}`,
    error_message: refusal(
      `Addon ${name} would be removed, and what it looks after may be in use`,
      instead(
        `npx loco addons remove ${name}`,
        "it looks, and lets the next deploy remove it",
        `Turn it on again`,
      ),
    ),
  };
}
