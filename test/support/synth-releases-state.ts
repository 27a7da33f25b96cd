interface Resource {
  readonly address: string;
  readonly values: unknown;
}

/**
 * Looks expressions up in the state of a deployed stack, which may be that of the same platform without addons.
 *
 * `state` is what `terraform show -json` prints. Known are attributes of resources and data, such as `type.name.attribute` and
 * `type.name.list[0].attribute`; other expressions throw. (`terraform console` takes every resource of a stack like
 * ours for unknown, even one that is deployed: seen with Terraform 1.11.4.)
 */
export function stateValues(state: string): (expression: string) => string {
  const { values } = JSON.parse(state) as {
    readonly values?: { readonly root_module: { readonly resources?: readonly Resource[] } };
  };
  const known = new Map((values?.root_module.resources ?? []).map((one) => [one.address, one.values]));
  return (expression) => {
    const match = /^((?:data\.)?\w+\.[\w-]+)((?:\.\w+|\[\d+\])+)$/.exec(expression);
    const [, address = "", path = ""] = match ?? [];
    let value = known.get(address);
    for (const [key] of path.matchAll(/\w+/g)) value = (value as Record<string, unknown> | undefined)?.[key];
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw new Error(`${expression} is not a plain attribute in the state`);
  };
}
