/**
 * Every error that stops a command: its code, and what it means for the person who reads it.
 *
 * `docs/reference/errors.md` is generated from this table. Keep it sorted; codes are words and never reused.
 */
export const errorCatalogue = {
  ADDON_NEEDS: "an addon that is on needs another one that is off, or addons need each other in a circle",
  CONFIG_INVALID: "a configuration file has mistakes; each is listed with its line",
  CONFIG_MISSING: "a configuration file that the command needs is not there",
  ENVIRONMENT_INVALID: "an environment variable has a value that Loco does not know",
  FAULT_INVALID: "a fault was asked of the sandbox that it cannot play",
  FILE_EXISTS: "a file that would be overwritten holds something else",
  FILE_UNKNOWN: "a file was given that is not one of Loco's",
  NODE_UNKNOWN: "a node was named that does not exist",
  PORT_IN_USE: "an address and port that the sandbox must listen on is taken by another program",
  SANDBOX_DOWN: "something was asked of a sandbox that is not running",
  SANDBOX_FAILED: "the sandbox's background process could not start",
  SANDBOX_NOT_READY: "the sandbox's nodes did not become ready in time",
  SANDBOX_ROUTER_FAILED:
    "the process that holds the sandbox's machines ended or could not do what it was asked",
  STACK_NOT_DEPLOYED: "something was asked of a stack that has not been deployed from this folder",
  TOOL_FAILED: "a program that Loco runs ended with an error",
  TOOL_MISSING: "a program that Loco runs is not installed",
  TOOL_TOO_OLD: "a program that Loco runs is installed in a version that is too old",
} as const;

/** The code of a {@link LocoError}. */
export type ErrorCode = keyof typeof errorCatalogue;
