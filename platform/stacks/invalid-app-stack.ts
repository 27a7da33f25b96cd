import { TerraformLocal, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { literal } from "../addons/values-text.ts";
import { createData } from "../cluster/record.ts";
import { refusal } from "../cluster/refusal.ts";
import { type Diagnostic, formatDiagnostics } from "../config/diagnostic.ts";
import { type AppPlatform, createAppPlace } from "./app-place.ts";
import { appStackName } from "./app-stack.ts";
import { createClusterIdentity } from "./cluster-identity.ts";

/**
 * Stands for an app whose files have mistakes: a plan of it says them and changes nothing, and it can be destroyed. cdktf
 * itself can only refuse all stacks at once.
 */
export class InvalidAppStack extends TerraformStack {
  constructor(
    scope: Construct,
    {
      name,
      platform,
      diagnostics,
    }: {
      readonly name: string;
      readonly platform: AppPlatform;
      readonly diagnostics: readonly Diagnostic[];
    },
  ) {
    super(scope, appStackName(name));
    // What was deployed when they had none is still the same app, on the same cluster.
    createClusterIdentity(this, createAppPlace(this, platform, name), name);
    // A condition must name something.
    const valid = new TerraformLocal(this, "valid", false);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    createData(this, "invalid").addOverride("lifecycle", {
      precondition: [
        {
          condition: `\${${valid.fqn}}`,
          error_message: refusal(`${name} has mistakes`, literal(indent(formatDiagnostics(errors)))),
        },
      ],
    });
  }
}

/** Terraform leaves indented lines whole. */
const indent = (text: string): string => text.replaceAll(/^/gm, "  ");
