import type { ReadyApp } from "../render/ready-apps.ts";

/** What to do with an ejected app, for whoever finds it without Loco. */
export function ejectReadme({ app, file, releases }: ReadyApp): string {
  const commands = releases.map(({ name, namespace, chart }) =>
    [
      `helm upgrade --install ${name} ${name}/chart --values ${name}/values.yaml \\`,
      `  --namespace ${namespace} ${chart === "app" ? "--atomic" : "--create-namespace"} --timeout ${app.deploy.timeout}s`,
    ].join("\n"),
  );
  return `# ${app.name}

Made of ${file} by \`loco eject\`: two Helm charts with their values. They have no tie to that file any more.

Install them in this order, with Helm 3, on a platform that has the addons which the app needs:

\`\`\`sh
${commands.join("\n")}
\`\`\`

\`${releases[0]?.name}\` makes the app's namespace and keeps its data; removing that release leaves them where they are. \`${app.name}\` is everything else.

Secrets are not in here. They are in the Secret \`app-secrets\` of the namespace \`${app.name}\`, which people set${between(app.secrets)}:

\`\`\`sh
kubectl -n ${app.name} create secret generic app-secrets ${literals(app.secrets)}
\`\`\`
`;
}

/** Containers of the second release do not start before their secrets are there. */
const between = (secrets: readonly string[]) =>
  secrets.length === 0 ? "" : " between the two commands above";

const literals = (secrets: readonly string[]) =>
  (secrets.length === 0 ? ["NAME"] : secrets).map((name) => `--from-literal=${name}=...`).join(" ");
