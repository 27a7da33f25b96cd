import { type AppRule, wrong } from "./app-rule.ts";

/** Kubernetes' object names leave room for what is added to an app's. */
const LONGEST = 40;

/** Why no app may have a name, or undefined. */
function refusal(name: string, reserved: readonly string[]): string | undefined {
  if (reserved.includes(name)) return `is the platform's own namespace ${name}; choose another name`;
  if (name.startsWith("kube-")) return "must not begin with kube-, which is Kubernetes' own";
  if (name.startsWith("loco-") || name === "loco")
    return "must not begin with loco, which is the platform's own";
  return name.endsWith("-base") ? "must not end in -base, as the release of an app's data does" : undefined;
}

/** The app gets a namespace and releases that nobody else has. */
export const nameRule: AppRule = {
  reads: ["name"],
  check(_file, { environment, instance, reserved }) {
    const why = refusal(instance, reserved);
    if (why !== undefined) return [wrong(["name"], why)];
    if (environment === undefined || instance.length <= LONGEST) return [];
    return [
      wrong(["name"], `is too long: ${instance} has ${instance.length} characters, of at most ${LONGEST}`),
    ];
  },
};

/** An environment changes what an app is like, not which app it is. */
export const environmentRule: AppRule = {
  reads: ["environments"],
  check: ({ environments }) =>
    Object.entries(environments).flatMap(([environment, overlay]) =>
      ["name", "environments"]
        .filter((key) => key in overlay)
        .map((key) => ({
          ...wrong(
            ["environments", environment, key],
            "cannot differ in an environment; it is said once, at the top",
          ),
          atKey: true,
        })),
    ),
};
