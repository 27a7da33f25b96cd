import type { Rule } from "../../config/rules/rule.ts";

/** The CCM finds no address of a project's when it takes a Service down (ADR 0010). */
export const ccmProjectRule: Rule = {
  reads: ["addons", "cloudstack"],
  check: ({ addons, cloudstack }) =>
    cloudstack.project === undefined || !addons["cloudstack-ccm"].enabled
      ? []
      : [
          {
            severity: "warning",
            path: ["cloudstack", "project"],
            message:
              "in a project the cloud controller lets no Service of type LoadBalancer go, so a destroy waits until its rules are deleted by hand",
            found: `"${cloudstack.project}"`,
            hint: "docs/how-to/cloudstack.md#in-a-project says how; an account of its own instead of a project does not have this",
          },
        ],
};
