import type { PlatformConfig } from "../../config/platform-config.gen.ts";

type Registry = PlatformConfig["registries"][number];

/** The `mirrors` half of k3s's registries.yaml. Logins are the other half and known to Terraform alone. */
export function registryMirrors(registries: readonly Registry[]): Record<string, object> {
  const mirrored = registries.filter(
    ({ endpoints, rewrite }) => endpoints.length + Object.keys(rewrite).length > 0,
  );
  return Object.fromEntries(
    mirrored.map(({ name, endpoints, rewrite }) => [
      name,
      {
        ...(endpoints.length === 0 ? {} : { endpoint: endpoints }),
        ...(Object.keys(rewrite).length === 0 ? {} : { rewrite }),
      },
    ]),
  );
}

/** Registries that nodes log in to. */
export function registriesWithLogin(registries: readonly Registry[]): string[] {
  return registries.filter(({ credentials }) => credentials).map(({ name }) => name);
}
