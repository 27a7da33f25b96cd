import { Secret } from "@cdktf/provider-kubernetes/lib/secret/index.js";
import { Password } from "@cdktf/provider-random/lib/password/index.js";
import { type ITerraformDependable, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { Addon, AddonSecret, SecretText } from "./addon.ts";
import { SECRET_VARIABLES, type SecretVariable } from "./secret-variables.ts";
import { literal } from "./values-text.ts";

/** A text around sensitive variables, as a tagged template: secretText`api-key = ${"cloudstack_api_key"}`. */
export function secretText(strings: TemplateStringsArray, ...variables: SecretVariable[]): SecretText {
  return strings.flatMap((text, i) => {
    const variable = variables[i];
    return variable === undefined ? [text] : [text, { variable }];
  });
}

/** The variables that the Secrets of these addons are made of, sorted. */
export function variablesOf(addons: readonly Addon[], config: PlatformConfig): SecretVariable[] {
  const texts = addons.flatMap(({ secrets }) =>
    (secrets?.(config) ?? []).flatMap(({ data }) => Object.values(data)),
  );
  const names = texts
    .flat()
    .flatMap((part) => (typeof part === "object" && "variable" in part ? [part.variable] : []));
  return [...new Set(names)].sort();
}

/** Declares sensitive variables, empty unless they are set: a synth and a review need none of them. */
export function createSecretVariables(scope: Construct, names: readonly SecretVariable[]): void {
  for (const name of names) {
    new TerraformVariable(scope, name, {
      type: "string",
      sensitive: true,
      default: "",
      description: SECRET_VARIABLES[name],
    });
  }
}

/**
 * A password that Terraform makes, 32 letters and digits, and that stays the same until its resource is tainted. In all
 * Secrets that name it, it is the same one.
 */
export const generatedPassword = (name: string): SecretText => [{ generated: name }];

/**
 * Its bcrypt hash, as htpasswd files have it. Made once and kept in state: Terraform's function bcrypt() gives another one
 * at every plan.
 */
export const generatedHash = (name: string): SecretText => [{ generated: name, as: "bcrypt" }];

/** Makes one Secret of an addon. */
export function createSecret(
  scope: Construct,
  addon: string,
  namespace: string,
  { name, labels, data }: AddonSecret,
  after: readonly ITerraformDependable[],
): Secret {
  return new Secret(scope, `${addon}-${name}`, {
    metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
    data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, templateOf(scope, text)])),
    dependsOn: [...after],
  });
}

/** A Terraform template. */
const templateOf = (scope: Construct, text: SecretText) =>
  text
    .map((part) => {
      if (typeof part === "string") return literal(part);
      if ("variable" in part) return `\${var.${part.variable}}`;
      const password = passwordOf(scope, part.generated);
      return part.as === "bcrypt" ? password.bcryptHash : password.result;
    })
    .join("");

function passwordOf(scope: Construct, name: string): Password {
  const made = scope.node.tryFindChild(name);
  return made instanceof Password ? made : new Password(scope, name, { length: 32, special: false });
}
