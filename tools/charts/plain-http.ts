/** Helm's flag for a registry on this machine, which has no certificate; any other one needs TLS. */
export const plainHttp = (repository: string): readonly string[] =>
  /^oci:\/\/(localhost|127\.[0-9.]+)(:|\/|$)/.test(repository) ? ["--plain-http"] : [];
