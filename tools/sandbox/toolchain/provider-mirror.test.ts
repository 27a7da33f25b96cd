import { expect, test } from "vitest";
import { mirrorCliConfig, mirrorPlaces } from "./provider-mirror.ts";

const tls = { namespace: "hashicorp", type: "tls", version: "4.0.4" };

test("serves a provider under both registries' names", () => {
  expect(mirrorPlaces(tls, { os: "linux", arch: "amd64" })).toEqual([
    "mirror/registry.terraform.io/hashicorp/tls/4.0.4/linux_amd64/terraform-provider-tls_v4.0.4",
    "mirror/registry.opentofu.org/hashicorp/tls/4.0.4/linux_amd64/terraform-provider-tls_v4.0.4",
  ]);
});

test("takes exactly the built providers from the mirror and all others from their registries", () => {
  expect(mirrorCliConfig('/home/a "b"/mirror', [tls])).toMatchInlineSnapshot(`
    "disable_checkpoint = true

    provider_installation {
      filesystem_mirror {
        path    = "/home/a \\"b\\"/mirror"
        include = [
          "registry.terraform.io/hashicorp/tls",
          "registry.opentofu.org/hashicorp/tls",
        ]
      }
      direct {
        exclude = [
          "registry.terraform.io/hashicorp/tls",
          "registry.opentofu.org/hashicorp/tls",
        ]
      }
    }
    "
  `);
});
