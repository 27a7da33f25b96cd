import type { Rule } from "../../config/rules/rule.ts";
import { isOn } from "../catalogue.ts";
import { providerProblems } from "../provider-settings.ts";
import { PROVIDERS } from "./dns-providers.ts";

/** Settings fit the DNS provider that is chosen. */
export const dnsProviderRule: Rule = {
  reads: ["addons"],
  check(config) {
    const all = config.addons["external-dns"];
    if (all === undefined || !isOn(config, "external-dns")) return [];
    const { enabled: _enabled, values: _values, provider, zones: _zones, ...settings } = all;
    return providerProblems(["addons", "external-dns"], provider, settings, PROVIDERS[provider]);
  },
};
