import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Stack } from "../stack/stack.ts";

/**
 * Makes sure that a deploy would change no resource, so that an apply of ours does nothing else on the way.
 *
 * @throws LocoError PLAN_NOT_EMPTY
 */
export async function requireEmptyPlan(stack: Pick<Stack, "plan">, when: string): Promise<void> {
  const changes = await stack.plan();
  if (changes.length === 0) return;
  const shown = changes.slice(0, 5).map(({ address, actions }) => `- ${actions.join(" and ")} ${address}`);
  if (changes.length > shown.length) shown.push(`- and ${changes.length - shown.length} more`);
  throw new LocoError("PLAN_NOT_EMPTY", `a deploy would change the platform:\n${shown.join("\n")}`, {
    hint: `run npx cdktf deploy platform ${when}, then this again`,
  });
}
