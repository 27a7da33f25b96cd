/** A flag that is there or not. */
export const flag = (brief: string) =>
  ({ kind: "boolean", optional: true, withNegated: false, brief }) as const;

/** `--json`, as every command has it that prints a result. */
export const json = flag("Print one JSON object");

/** Flags of a command that writes a kubeconfig. */
export const kubeconfigFile = (brief: string) =>
  ({
    out: { kind: "parsed", parse: String, default: "kubeconfig", brief, placeholder: "file" },
    force: flag("Overwrite another cluster's file"),
  }) as const;

/** A flag with a value that may be left out. */
export const text = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, optional: true, brief, placeholder }) as const;

/** Where an app's checks know its platform from. */
export const platformFlag = text(
  "A platform.toml, or the platform.json of loco platform pull; otherwise the nearest above the app",
  "file",
);
