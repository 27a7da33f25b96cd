import type { Problem } from "../../config/diagnostic.ts";
import type { Rule } from "../../config/rules/rule.ts";

const NAME = "cloudstack-csi";

/**
 * Where volumes are to be made, it is known of what. A claim without a class would wait for ever, and with it the release
 * that has it.
 */
export const storageClassRule: Rule = {
  reads: ["addons"],
  check({ addons }) {
    const { enabled, disk_offering, classes } = addons[NAME];
    if (!enabled) return [];
    if (disk_offering === undefined && classes.length === 0) return [missing];
    if (disk_offering !== undefined && classes.length > 0) return [both];
    return classes.flatMap(({ name }, i) => {
      const first = classes.findIndex((other) => other.name === name);
      return first === i ? [] : [twice(name, first, i)];
    });
  },
};

const missing: Problem = {
  severity: "error",
  path: ["addons", NAME, "disk_offering"],
  message: "is required: the id of a disk offering with custom size, of which volumes are made",
  hint: "cmk list diskofferings filter=id,name,iscustomized,storagetype shows them. Without volumes: write enabled = false under [addons.cloudstack-csi]",
};

const both: Problem = {
  severity: "error",
  path: ["addons", NAME, "disk_offering"],
  atKey: true,
  message: "goes without `classes`: list it there, under the name cloudstack that its class has now",
};

const twice = (name: string, first: number, i: number): Problem => ({
  severity: "error",
  path: ["addons", NAME, "classes", i, "name"],
  message: `must be another name than that of classes[${first}]`,
  found: JSON.stringify(name),
});
