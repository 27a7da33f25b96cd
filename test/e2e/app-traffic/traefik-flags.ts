import { addonInput } from "../../../platform/addons/sample.ts";
import { traefik } from "../../../platform/addons/traefik/traefik.ts";
import { realAddress } from "./replaced-addresses.ts";

interface EntryPoint {
  readonly asDefault?: boolean;
  readonly proxyProtocol?: { readonly insecure: boolean };
  readonly http?: { readonly redirections: { readonly entryPoint: Readonly<Record<string, unknown>> } };
}

/** What Traefik is started with: the addon's values as its chart writes them, but for its addresses. */
export function traefikFlags(
  api: string,
  ports: { readonly web: number; readonly websecure: number },
): string[] {
  const values = traefik.values(addonInput()) as {
    readonly ports: Readonly<Record<"web" | "websecure", EntryPoint>>;
    readonly providers: { readonly kubernetesIngress: { readonly strictPrefixMatching: boolean } };
  };
  const entryPoint = (name: "web" | "websecure") => {
    const { asDefault, proxyProtocol, http } = values.ports[name];
    const redirection = Object.entries(http?.redirections.entryPoint ?? {}).map(
      ([key, value]) => `http.redirections.entryPoint.${key}=${key === "to" ? ":443" : value}`,
    );
    return [
      `address=${realAddress(1)}:${ports[name]}`,
      ...(asDefault ? ["asDefault=true"] : []),
      ...(proxyProtocol?.insecure ? ["proxyProtocol.insecure"] : []),
      ...redirection,
    ].map((flag) => `--entryPoints.${name}.${flag}`);
  };
  return [
    ...entryPoint("web"),
    ...entryPoint("websecure"),
    // The chart's own.
    "--entryPoints.websecure.http.tls=true",
    "--providers.kubernetescrd",
    "--providers.kubernetescrd.allowEmptyServices=true",
    "--providers.kubernetesingress",
    "--providers.kubernetesingress.allowEmptyServices=true",
    `--providers.kubernetesingress.strictPrefixMatching=${values.providers.kubernetesIngress.strictPrefixMatching}`,
    ...["kubernetescrd", "kubernetesingress"].map((provider) => `--providers.${provider}.endpoint=${api}`),
    "--global.checkNewVersion=false",
  ];
}
