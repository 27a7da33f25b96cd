import { stringify } from "yaml";

/** What a client needs to reach the API server; all PEM. */
export interface ClientAccess {
  readonly server: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** A kubeconfig with the credentials in it, laid out as k3s writes it. */
export function kubeconfig({ server, ca, certificate, key }: ClientAccess): string {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return stringify(
    {
      apiVersion: "v1",
      clusters: [{ cluster: { "certificate-authority-data": base64(ca), server }, name: "default" }],
      contexts: [{ context: { cluster: "default", user: "default" }, name: "default" }],
      "current-context": "default",
      kind: "Config",
      preferences: {},
      users: [
        {
          name: "default",
          user: { "client-certificate-data": base64(certificate), "client-key-data": base64(key) },
        },
      ],
    },
    { lineWidth: 0 },
  );
}
