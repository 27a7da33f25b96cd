import { stringify } from "yaml";

/**
 * Helm values as the text that Terraform hands to Helm, keys sorted.
 *
 * Values are literal: Terraform evaluates nothing in them but cdktf's own tokens (an address known only after apply).
 */
export const valuesText = (values: object): string => literal(valuesYaml(values));

/** Helm values as a file that Helm itself reads, keys sorted. */
export const valuesYaml = (values: unknown): string =>
  stringify(values, {
    sortMapEntries: true,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    // Helm reads YAML 1.1, in which a bare `yes`, `off` or `1_000` is not a string.
    version: "1.1",
  });

/** Text of which Terraform evaluates nothing but cdktf's own tokens. */
export const literal = (text: string): string =>
  text.replaceAll(/\$\{(?!TfToken\[)/g, "$$${").replaceAll("%{", "%%{");
