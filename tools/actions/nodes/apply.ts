import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { StackOptions } from "../stack/stack.ts";
import type { World } from "./world.ts";

/** How often it is tried again while another Terraform holds the state's lock. */
const LOCK_INTERVAL_MS = 5_000;

/**
 * Applies what was synthesised, and waits while another Terraform holds the state's lock: one that outlived its loco, for
 * instance. `choose` is asked before each try, because that one may have done the work: then it answers undefined.
 *
 * @throws LocoError TOOL_FAILED, STATE_LOCKED
 */
export async function applyPatiently(
  { stack, timeout }: World,
  choose: () => Promise<StackOptions | undefined>,
  progress: (detail: string) => void,
): Promise<void> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const options = await choose();
    if (options === undefined) return;
    try {
      return await stack.apply({ ...options, progress });
    } catch (error) {
      const isLocked = error instanceof LocoError && error.code === "STATE_LOCKED";
      if (!isLocked || Date.now() > deadline) throw error;
      progress(error.message);
      await sleep(LOCK_INTERVAL_MS);
    }
  }
}
