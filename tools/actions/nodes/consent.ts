import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Loss } from "./drain-pods.ts";
import { agree, type NodeCommand } from "./world.ts";

/** What a person has agreed to lose in this run, to be asked again for whatever is more than that. */
export interface Consent {
  /** Asks when there is anything to be agreed to; `lines` come before the losses. Errors: NOT_CONFIRMED. */
  first(losses: readonly Loss[], lines?: readonly string[]): Promise<void>;
  /** Asks for losses that nobody has agreed to yet. Errors: NOT_CONFIRMED, which leaves what was done so far as it is. */
  further(losses: readonly Loss[]): Promise<void>;
}

/** Asks a person in the course of one run; nothing is agreed to yet. */
export function consentOf(command: NodeCommand): Consent {
  const agreed = new Set<string>();
  const first = async (losses: readonly Loss[], lines: readonly string[] = []) => {
    const all = [...lines, ...losses.map(({ line }) => line)];
    if (all.length > 0) await agree(command, all, "Go on?");
    for (const item of losses.flatMap(({ of }) => of)) agreed.add(item);
  };
  return {
    first,
    async further(losses) {
      const more = losses.filter(({ of }) => of.some((item) => !agreed.has(item)));
      try {
        await first(more);
      } catch (error) {
        if (!(error instanceof LocoError) || error.code !== "NOT_CONFIRMED") throw error;
        const lines = more.map(({ line }) => line);
        throw new LocoError("NOT_CONFIRMED", ["more would be lost than was agreed to", ...lines].join("\n"), {
          hint: "read this, and run the same command again when it suits, with --yes where nobody can answer",
        });
      }
    },
  };
}
