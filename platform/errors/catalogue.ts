/**
 * Every error that stops a command: its code, and what it means for the person who reads it.
 *
 * `docs/reference/errors.md` is generated from this table. Keep it sorted; codes are words and never reused.
 */
export const errorCatalogue = {
  ADDON_IN_USE: "an addon cannot be removed, because there are objects that it looks after",
  ADDON_NEEDED: "an addon cannot be removed, because others that are on need it",
  ADDON_UNKNOWN: "a command was given the name of an addon that there is not",
  API_REFUSED: "the Kubernetes API answered with an error; it said why",
  API_UNREACHABLE: "the Kubernetes API does not answer, and a command needs it",
  APP_NOT_DEPLOYED: "an app is to be destroyed of which there is nothing",
  CHART_DIGEST: "a chart's package is not the one that charts.lock.json pins",
  CHART_MISSING: "a chart is not where it was to be taken from",
  CHART_VERSION: "a chart is of another name or version than the one that is pinned",
  CLOUDSTACK_ACCESS: "CloudStack's address or keys are not set, or CloudStack refused them",
  CLOUDSTACK_FAILED: "CloudStack could not or would not do what it was asked; it said why",
  CLOUDSTACK_UNREACHABLE: "CloudStack's API could not be reached",
  CLUSTER_DIFFERENT: "the kubeconfig leads to another cluster than the one that an app was deployed to",
  CONFIG_INVALID: "a configuration file has mistakes; each is listed with its line",
  CONFIG_MISSING: "a configuration file that the command needs is not there",
  CONFIG_NOT_EDITED: "a command could not make its change in a configuration file, and left it as it was",
  DRAIN_INCOMPLETE: "what runs on the platform was deleted, and not all of it went in time",
  ENVIRONMENT_INVALID: "an environment variable has a value that Loco does not know",
  FAULT_INVALID: "a fault was asked of the sandbox that it cannot play",
  FILE_EXISTS: "a file that would be overwritten holds something else",
  FILE_REFUSED: "the system does not let Loco read or write a file; it said why",
  FILE_UNKNOWN: "a file was given that is not one of Loco's",
  HELM_UNFIT:
    "Helm on PATH is of a major version that apps are not rendered with, and the pinned one could not be built",
  HOST_UNKNOWN: "a host of the sandbox was named that does not exist",
  KEY_UNKNOWN: "a key was asked about that loco.toml does not have",
  KUBECONFIG_MISSING: "a command asks the cluster, and no kubeconfig says which that is",
  MIRROR_INVALID: "a place was given for a mirror of charts and images that cannot be one",
  NAME_REFUSED: "a name was given that no app can have",
  NODE_NOT_DRAINED: "pods did not leave a node in time",
  NODE_NOT_JOINED: "a new node did not become part of the cluster in time",
  NODE_NOT_LEFT: "a server did not leave the cluster in time",
  NODE_REFUSED: "a node cannot be replaced or removed now without harm",
  NODE_UNKNOWN: "a node was named that does not exist",
  NOT_CONFIRMED: "something that cannot be undone was asked for and not confirmed",
  PLAN_NOT_EMPTY: "changes wait to be deployed, and a command for one node would make them as well",
  PLATFORM_NOT_PUBLISHED:
    "a cluster does not say what apps must know of its platform, or not in a known layout",
  PORT_IN_USE: "an address and port that the sandbox must listen on is taken by another program",
  REF_UNKNOWN: "a state of the git repository was named that cannot be had",
  RENDER_REFUSED: "Helm refused what was to be rendered; each app is named with Helm's reason",
  ROTATION_REFUSED: "a credential cannot be replaced now without harm",
  SANDBOX_DOWN: "something was asked of a sandbox that is not running",
  SANDBOX_FAILED: "the sandbox's background process could not start",
  SANDBOX_NOT_READY: "the sandbox's nodes did not become ready in time",
  SANDBOX_ROUTER_FAILED:
    "the process that holds the sandbox's machines ended or could not do what it was asked",
  STACK_NOT_DEPLOYED: "something was asked of a stack that has not been deployed from this folder",
  STATE_LOCKED:
    "the stack's state is locked: another Terraform works on it, or one that died left its lock behind",
  STATE_LOST: "the stack's local state is cut off, or empty although its backup is not",
  STATE_UNREADABLE: "the stack's state is there but is not one that Loco can read",
  TOKEN_REFUSED: "a server did not take a new token",
  TOOL_FAILED: "a program that Loco runs ended with an error",
  TOOL_MISSING: "a program that Loco runs is not installed",
  TOOL_TOO_OLD: "a program that Loco runs is installed in a version that is too old",
  USAGE: "the command line is not one that Loco knows: a command, flag or argument; exit code 2",
} as const;

/** The code of a {@link LocoError}. */
export type ErrorCode = keyof typeof errorCatalogue;
