import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { registry } from "./registry.ts";

const TABLE = "[addons.registry]\n";
const values = (toml = "") => registry.values(addonInput("", TABLE + toml));

describe("registry", () => {
  it("is served below the platform's domain, unless told otherwise", () => {
    expect(values()).toMatchObject({ ingress: { hosts: [{ host: "registry.apps.acme.example" }] } });
    expect(values('host = "images.acme.example"\n')).toMatchObject({
      ingress: { tls: [{ hosts: ["images.acme.example"] }] },
    });
    expect(values("expose = false\n")).not.toHaveProperty("ingress");
    expect(values("[addons.traefik]\nenabled = false\n")).not.toHaveProperty("ingress");
  });

  it("lets users in with hashes, of which admin's is made from the password that it is given", () => {
    const [admin, users] = registry.secrets?.(addonInput("", TABLE).config) ?? [];
    expect(admin?.data).toEqual({
      username: ["admin"],
      password: [{ generated: "registry-admin-password" }],
    });
    expect(users?.data.htpasswd).toContainEqual({ generated: "registry-admin-password", as: "bcrypt" });
  });

  it("takes further users when asked to, none of whom is admin: the last line of a name counts", () => {
    const usersOf = (toml: string) =>
      registry.secrets?.(addonInput("", TABLE + toml).config)[1]?.data.htpasswd;
    expect(usersOf("")).not.toContainEqual({ variable: "registry_htpasswd" });
    expect(usersOf("users = true\n")).toEqual([
      "",
      { variable: "registry_htpasswd" },
      "\n",
      "admin:",
      { generated: "registry-admin-password", as: "bcrypt" },
      "\n",
    ]);
  });

  it("lets admin alone delete, and nobody do anything without signing in", () => {
    const { configFiles } = values() as { readonly configFiles: Readonly<Record<string, string>> };
    expect(JSON.parse(configFiles["config.json"] ?? "").http.accessControl).toEqual({
      repositories: { "**": { defaultPolicy: ["read", "create", "update"] } },
      adminPolicy: { users: ["admin"], actions: ["read", "create", "update", "delete"] },
    });
  });

  it("has a volume, or loses everything with its pod", () => {
    expect(values("disk_size = 50\n")).toMatchObject({ persistence: true, pvc: { storage: "50Gi" } });
    const without = values("[addons.cloudstack-csi]\nenabled = false\n");
    expect(without).not.toHaveProperty("persistence");
    expect(without).toMatchObject({ strategy: { type: "Recreate" } });
  });
});
