import { escapeTerraform } from "./cloud-init/text.ts";
import type { FixedSetting } from "./fixed-settings.ts";
import { recorded } from "./record.ts";
import { type Precondition, refusal } from "./refusal.ts";

/** Where the record `id` has a setting. */
export const recordedAs = (id: string, { field, value }: FixedSetting) =>
  recorded(id, field, escapeTerraform(JSON.stringify(value)));

/** That a setting is what `before`, an expression, says. A list may grow. */
export function unchanged({ key, value, why }: FixedSetting, before: string): Precondition {
  const now = escapeTerraform(JSON.stringify(value));
  const forget = "Has nothing been deployed yet? npx cdktf destroy platform forgets it.";
  if (typeof value === "string") {
    return {
      condition: `\${${before} == ${now}}`,
      error_message: refusal(
        `${key} goes from "\${${before}}" to "${escapeTerraform(value)}", but ${why}`,
        `Put it back. ${forget}`,
      ),
    };
  }
  return {
    condition: `\${alltrue([for i, one in ${before} : one == try(${now}[i], one)])}`,
    error_message: refusal(
      `${key} goes from \${join(", ", ${before})} to ${value.join(", ")}, but ${why}`,
      `Put the first ones back; more may follow. ${forget}`,
    ),
  };
}
