import type { Fact, Manifest } from "../facts.ts";

const env = (manifests: readonly Manifest[]): readonly { readonly name: string; readonly value?: string }[] =>
  manifests.find(({ kind }) => kind === "Deployment")?.spec.template.spec.containers[0].env ?? [];

/** A variable of the operator that must have a value; undefined where it must not be set. */
const variable = (
  fact: string,
  name: string,
  value: (input: Parameters<Fact["broken"]>[1]) => string | undefined,
): Fact => ({
  fact,
  broken: (manifests, input) => {
    const found = env(manifests).find((one) => one.name === name)?.value;
    return found === value(input) ? undefined : `${name} is ${found}`;
  },
});

export const k8upFacts: readonly Fact[] = [
  variable("schedules are in UTC", "TZ", () => "Etc/UTC"),
  variable("only volumes that ask for it are backed up", "BACKUP_SKIP_WITHOUT_ANNOTATION", () => "true"),
  variable(
    "backups that name no bucket go to the platform's folder in its bucket",
    "BACKUP_GLOBALS3BUCKET",
    ({ config: { name, backup } }) => backup && `${backup.bucket}/${name}/volumes`,
  ),
  {
    fact: "nothing of an app waits for the operator to be asked: there is no admission webhook",
    broken: (manifests) => {
      const webhooks = manifests.filter(({ kind }) => kind.endsWith("WebhookConfiguration"));
      return webhooks.length === 0 ? undefined : webhooks.map(({ metadata }) => metadata.name).join(", ");
    },
  },
  {
    fact: "the operator knows no key and no password, which it would write into the Jobs of apps",
    broken: (manifests) => {
      if (env(manifests).length === 0) return "there is no operator";
      const secrets = env(manifests).filter(({ name }) => /KEY|PASSWORD/.test(name));
      return secrets.length === 0 ? undefined : secrets.map(({ name }) => name).join(", ");
    },
  },
];
