/**
 * Every error that stops a command: its code, and what it means for the person who reads it.
 *
 * `docs/reference/errors.md` is generated from this table. Keep it sorted; codes are words and never reused.
 */
export const errorCatalogue = {
  ADDON_NEEDS: "an addon that is on needs another one that is off, or addons need each other in a circle",
  CONFIG_INVALID: "a configuration file has mistakes; each is listed with its line",
  CONFIG_MISSING: "a configuration file that the command needs is not there",
  TOOL_FAILED: "a program that Loco runs ended with an error",
} as const;

/** The code of a {@link LocoError}. */
export type ErrorCode = keyof typeof errorCatalogue;
