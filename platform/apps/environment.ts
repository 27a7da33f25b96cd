import { isTable, type Table } from "../config/table.ts";
import { type TomlDocument, tableOf } from "../config/toml-document.ts";

/**
 * The file and, for an environment, its table over it. An environment can change everything but which app it is; it has
 * its own addresses, and a fixed number of replicas in it leaves nothing to scale.
 */
export function documentsFor(document: TomlDocument, environment: string | undefined): TomlDocument[] {
  if (environment === undefined) return [document];
  const { environments: _environments, ...base } = document.value;
  const overlay = tableOf(document, ["environments", environment]);
  const { name: _name, environments: _nested, ...keys } = overlay.value;
  return [
    { ...document, value: inherited(base, keys) },
    { ...overlay, value: keys },
  ];
}

/** What an environment takes over from the keys outside. */
function inherited(base: Table, overlay: Table): Table {
  const { processes } = base;
  const top = inheritedProcess(base, overlay);
  if (!isTable(processes)) return top;
  const over = isTable(overlay.processes) ? overlay.processes : {};
  const others = Object.entries(processes).map(([name, process]) => {
    const own = over[name];
    return [name, isTable(process) ? inheritedProcess(process, isTable(own) ? own : {}) : process];
  });
  return { ...top, processes: Object.fromEntries(others) };
}

function inheritedProcess({ domains: _domains, scalers, ...keys }: Table, overlay: Table): Table {
  const isFixed = typeof overlay.replicas === "number" && overlay.scalers === undefined;
  return scalers === undefined || isFixed ? keys : { ...keys, scalers };
}
