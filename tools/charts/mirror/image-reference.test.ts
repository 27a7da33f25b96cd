import { describe, expect, it } from "vitest";
import { registryMirrors } from "../../../platform/cluster/cloud-init/registries.ts";
import { testConfig } from "../../../platform/config/testing/test-config.ts";
import { formatImage, mirroredName, parseImage, registryTables, remoteName } from "./image-reference.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const MIRROR = "oci://registry.example:5000/loco";

describe("an image's name", () => {
  it.each([
    ["traefik:v3", "docker.io/library/traefik:v3"],
    ["docker.io/traefik:v3", "docker.io/library/traefik:v3"],
    ["rancher/k3s-upgrade:v1", "docker.io/rancher/k3s-upgrade:v1"],
    ["quay.io/cilium/cilium", "quay.io/cilium/cilium:latest"],
    ["registry.example:5000/a", "registry.example:5000/a:latest"],
    ["localhost/a:1", "localhost/a:1"],
    [`quay.io/a/b:1@${DIGEST}`, `quay.io/a/b:1@${DIGEST}`],
    [`quay.io/a/b@${DIGEST}`, `quay.io/a/b@${DIGEST}`],
  ])("%s is %s in full", (text, whole) => {
    expect(formatImage(parseImage(text))).toBe(whole);
  });

  it("asks a registry for the digest where there is one", () => {
    expect(remoteName(parseImage(`quay.io/a/b:1@${DIGEST}`))).toBe(`quay.io/a/b@${DIGEST}`);
    expect(remoteName(parseImage("a:1"))).toBe("docker.io/library/a:1");
  });

  it.each([
    ["traefik:v3", "registry.example:5000/loco/docker.io/library/traefik:v3"],
    ["quay.io/a/b:1", "registry.example:5000/loco/quay.io/a/b:1"],
    [`quay.io/a/b:1@${DIGEST}`, `registry.example:5000/loco/quay.io/a/b:sha256-${"a".repeat(64)}`],
    [`quay.io/a/b@${DIGEST}`, `registry.example:5000/loco/quay.io/a/b:sha256-${"a".repeat(64)}`],
    ["other.example:8443/a:1", "registry.example:5000/loco/other.example-8443/a:1"],
  ])("%s is %s in a mirror", (text, name) => {
    expect(mirroredName(parseImage(text), MIRROR)).toBe(name);
  });
});

describe("registryTables", () => {
  it("tells nodes where the images of each registry are in the mirror", () => {
    const images = ["quay.io/a/b:1", "traefik:v3", "docker.io/rancher/x:1"].map(parseImage);
    expect(registryTables(images, MIRROR)).toBe(
      `[[registries]]
name = "docker.io"
endpoints = ["https://registry.example:5000"]
rewrite = { "^(.*)$" = "loco/docker.io/$1" }

[[registries]]
name = "quay.io"
endpoints = ["https://registry.example:5000"]
rewrite = { "^(.*)$" = "loco/quay.io/$1" }`,
    );
  });

  it("is valid in platform.toml, and tells k3s where images are", () => {
    const { registries } = testConfig("", undefined, registryTables([parseImage("quay.io/a/b:1")], MIRROR));
    expect(registryMirrors(registries)).toEqual({
      "quay.io": {
        endpoint: ["https://registry.example:5000"],
        rewrite: { "^(.*)$": "loco/quay.io/$1" },
      },
    });
  });
});
