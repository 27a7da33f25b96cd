import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { argoCdApps } from "./argo-cd-apps.ts";

const HTTPS = `[addons.argo-cd]
[addons.argo-cd-apps]
repository = "https://git.acme.example/ops/platform.git"
`;
const SSH = `[addons.argo-cd]
[addons.argo-cd-apps]
repository = "git@git.acme.example:ops/platform.git"
`;

const secrets = (end: string) => argoCdApps.secrets?.(addonInput("", end).config) ?? [];

describe("argo-cd-apps", () => {
  it("makes Applications of the folders in blueprints, on the default branch", () => {
    expect(argoCdApps.values(addonInput("", HTTPS))).toMatchObject({
      repository: "https://git.acme.example/ops/platform.git",
      revision: "HEAD",
      path: "blueprints",
    });
  });

  it("keeps apps out of the namespaces of Kubernetes, the platform and its addons", () => {
    const { protectedNamespaces } = argoCdApps.values(addonInput("", HTTPS));
    expect(protectedNamespaces).toEqual(expect.arrayContaining(["argo-cd", "kube-*", "loco-*", "traefik"]));
  });
});

describe("the repository's keys", () => {
  it("are none when it is public", () => {
    expect(secrets(HTTPS)).toEqual([]);
  });

  it("are a user and a password when it is private", () => {
    expect(secrets(`${HTTPS}private = true`)).toEqual([
      {
        name: "blueprints-repository",
        labels: { "argocd.argoproj.io/secret-type": "repository" },
        data: {
          type: ["git"],
          url: ["https://git.acme.example/ops/platform.git"],
          username: expect.arrayContaining([{ variable: "argocd_repository_username" }]),
          password: expect.arrayContaining([{ variable: "argocd_repository_password" }]),
        },
      },
    ]);
  });

  it("are a private key over SSH", () => {
    expect(secrets(SSH)).toMatchObject([
      { data: { sshPrivateKey: expect.arrayContaining([{ variable: "argocd_repository_ssh_key" }]) } },
    ]);
  });
});
