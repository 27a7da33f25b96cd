import { parse } from "yaml";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unkept } from "../kept-definitions.ts";
import { unrestricted } from "../restricted.ts";
import { hostOf, isExposed, urlOf } from "./address.ts";
import { argoCdSecrets, REDIS } from "./sign-in.ts";

const settings = (manifests: readonly Manifest[], name: string): Readonly<Record<string, string>> =>
  ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata.name === name)?.data ?? {};

interface EnvironmentVariable {
  readonly name: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

const passwordsOf = (manifests: readonly Manifest[]): readonly string[] =>
  [...ofKind(manifests, "Deployment"), ...ofKind(manifests, "StatefulSet")].flatMap(({ spec }) => {
    const { env = [] } = spec.template.spec.containers[0] as {
      readonly env?: readonly EnvironmentVariable[];
    };
    const from = env.find(({ name }) => name === "REDIS_PASSWORD")?.valueFrom?.secretKeyRef;
    return from === undefined ? [] : [`${from.name}/${from.key}`];
  });

export const argoCdFacts: readonly Fact[] = [
  {
    fact: "it is served, with a certificate, where it says it is",
    broken: (manifests, { config }) => {
      const [ingress] = ofKind(manifests, "Ingress");
      const host = hostOf(config);
      return differs(
        [
          settings(manifests, "argocd-cm").url,
          ingress?.spec.rules[0].host,
          ingress?.spec.tls[0].hosts[0],
          ingress?.metadata.annotations["cert-manager.io/cluster-issuer"],
          ingress?.spec.rules[0].http.paths[0].backend.service.port.number,
        ],
        [urlOf(config), ...(isExposed(config) ? [host, host, "default", 80] : Array(4).fill(undefined))],
      );
    },
  },
  {
    fact: "it leaves TLS to who is before it",
    broken: (manifests) => differs(settings(manifests, "argocd-cmd-params-cm")["server.insecure"], "true"),
  },
  {
    fact: "Redis and all who use it have the password that is made for it",
    broken: (manifests) => differs(passwordsOf(manifests), Array(4).fill(`${REDIS}/auth`)),
  },
  {
    fact: "the provider's secret is one that is made, and not in the render",
    broken: (manifests, { config }) => {
      const { clientSecret } = parse(settings(manifests, "argocd-cm")["oidc.config"] ?? "{}");
      const made = argoCdSecrets(config).flatMap(({ name, labels, data }) =>
        labels === undefined ? [] : Object.keys(data).map((key) => `$${name}:${key}`),
      );
      return differs(clientSecret === undefined ? [] : [clientSecret], made);
    },
  },
  {
    fact: "its own Secret is empty: what it puts there an upgrade leaves alone",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "Secret").map(({ metadata, data, stringData }) => [
          metadata.name,
          data ?? stringData,
        ]),
        [["argocd-secret", undefined]],
      ),
  },
  {
    fact: "nothing of it runs before it is installed",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "Job").map(({ metadata }) => metadata.name),
        [],
      ),
  },
  {
    fact: "its definitions are upgraded with it, and stay when it goes",
    broken: (manifests) =>
      unkept(manifests, [
        "applications.argoproj.io",
        "applicationsets.argoproj.io",
        "appprojects.argoproj.io",
      ]),
  },
  { fact: "its pods bear the level restricted", broken: unrestricted },
];
