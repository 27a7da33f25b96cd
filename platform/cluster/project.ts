import { TerraformDataSource } from "cdktf";
import type { Construct } from "constructs";
import type { PlatformConfig } from "../config/platform-config.gen.ts";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The id of the project that platform.toml gives by name: an expression for controllers in the cluster, which know no names.
 * Undefined when it gives the id or no project.
 *
 * @see https://github.com/apache/cloudstack-terraform-provider/blob/v0.6.0/cloudstack/data_source_cloudstack_project.go
 */
export function projectId(scope: Construct, { cloudstack: { project } }: PlatformConfig): string | undefined {
  if (project === undefined || ID.test(project)) return undefined;
  const found = new TerraformDataSource(scope, "project", { terraformResourceType: "cloudstack_project" });
  found.addOverride("filter", [{ name: "name", value: `^${escaped(project)}$` }]);
  return found.getStringAttribute("id");
}

/** A name in a regular expression of Go, and in one of Terraform's templates: no `${` and no `%{` is left. */
const escaped = (name: string) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
