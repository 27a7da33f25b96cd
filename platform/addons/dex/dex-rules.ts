import type { Problem } from "../../config/diagnostic.ts";
import type { Rule } from "../../config/rules/rule.ts";
import { isOn } from "../catalogue.ts";
import { DEX_CLIENT } from "../grafana/sign-in.ts";
import { KINDS } from "./dex-connectors.ts";

/** Dex knows where people have accounts, and its clients by different names. */
export const dexRule: Rule = {
  reads: ["addons"],
  check(config) {
    const { dex, grafana } = config.addons;
    if (dex === undefined || !isOn(config, "dex")) return [];
    const problems: Problem[] = [];
    if (KINDS.every((kind) => dex[kind] === undefined)) problems.push(nobody);
    const ids = dex.clients.map(({ id }) => id);
    ids.forEach((id, i) => {
      const first = ids.indexOf(id);
      if (first < i) problems.push(taken(i, id, `that of clients[${first}]`));
      else if (id === DEX_CLIENT && grafana.dex !== undefined)
        problems.push(taken(i, id, "that of [addons.grafana.dex]"));
    });
    return problems;
  },
};

const nobody: Problem = {
  severity: "error",
  path: ["addons", "dex"],
  message: "has nobody to ask who people are",
  hint: "write [addons.dex.oidc], or github, gitlab or ldap (docs/how-to/sign-in.md)",
};

const taken = (i: number, id: string, whose: string): Problem => ({
  severity: "error",
  path: ["addons", "dex", "clients", i, "id"],
  message: `must be another id than ${whose}`,
  found: JSON.stringify(id),
});

/** Grafana signs people in in one way. */
export const grafanaDexRule: Rule = {
  reads: ["addons"],
  check(config) {
    const { grafana } = config.addons;
    if (!grafana.enabled || grafana.dex === undefined) return [];
    const path = ["addons", "grafana", "dex"];
    if (!isOn(config, "dex")) {
      const hint = "write [addons.dex], or describe another identity provider in [addons.grafana.oidc]";
      return [{ severity: "error", path, atKey: true, message: "needs the addon dex, which is off", hint }];
    }
    if (grafana.oidc === undefined) return [];
    return [
      {
        severity: "error",
        path,
        atKey: true,
        message: "goes without [addons.grafana.oidc]; keep one of them",
      },
    ];
  },
};
