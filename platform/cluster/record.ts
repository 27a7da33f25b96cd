import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * Makes a `terraform_data` that keeps its first input for life: its `output` is what was true when it was made, which is
 * the only way for a plan to see an earlier value. It takes a new one only by being replaced.
 *
 * Not cdktf's `DataResource`: synthesising one runs `terraform version`, so there would be no synth without Terraform and
 * one process per node with it. Every version that the stack accepts has terraform_data.
 *
 * @see https://github.com/hashicorp/terraform-cdk/blob/main/packages/cdktf/lib/terraform-data-resource.ts
 */
export function createRecord(scope: Construct, id: string, input: unknown): TerraformResource {
  const resource = createData(scope, id);
  resource.addOverride("input", input);
  resource.addOverride("lifecycle", { ignore_changes: ["input"] });
  return resource;
}

/** Makes an empty `terraform_data`. */
export function createData(scope: Construct, id: string): TerraformResource {
  return new TerraformResource(scope, id, {
    terraformResourceType: "terraform_data",
    terraformGeneratorMetadata: { providerName: "terraform" },
  });
}

/**
 * Expression for a field of a record, inside `${}`. It is `otherwise`, an expression too, when state has the record of an
 * earlier version of Loco without this field.
 */
export function recorded(id: string, field: string, otherwise: string): string {
  return `try(terraform_data.${id}.output.${field}, ${otherwise})`;
}

/** A record that goes on under another address, as an entry of `moved`. */
export interface Move {
  readonly from: string;
  readonly to: string;
}
