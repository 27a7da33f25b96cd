import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Said } from "./dockerfile.ts";

export const COMPOSE_FILES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** A service of a compose file. */
export interface Service {
  readonly name: string;
  readonly line: number;
  readonly image?: Said<string>;
  /** Whether it is built from a folder, as an app of one's own is. */
  readonly isBuilt: boolean;
  readonly command?: Said<readonly string[] | string>;
  /** Ports in the container. */
  readonly ports: readonly Said<number>[];
  readonly env: ReadonlyMap<string, Said<string>>;
  /** Folders that a named volume is mounted at, by the volume's name. */
  readonly volumes: ReadonlyMap<string, Said<string>>;
  readonly health?: Said<string>;
}

/** The services of a compose file, in its order; none when it is not one. */
export function readCompose(text: string): Service[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) return [];
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const at = (node: unknown, key: string): unknown => {
    const map = resolved(node);
    return entries(map).find(([name]) => name === key)?.[1];
  };
  const items = (node: unknown): unknown[] => (isSeq(node) ? node.items.map(resolved) : []);
  /** With what `<<` merges into the map; its own keys count more. */
  const entries = (node: unknown): [string, unknown][] => {
    if (!isMap(node)) return [];
    const all = node.items.map(({ key, value }): [string, unknown] => [textOf(key) ?? "", resolved(value)]);
    const merged = all.filter(([key]) => key === "<<").flatMap(([, value]) => [value, ...items(value)]);
    const own = all.filter(([key]) => key !== "<<");
    return [...new Map([...merged.flatMap((each) => (each === node ? [] : entries(each))), ...own])];
  };
  const lineOf = (node: unknown): number => {
    const range = (node as Node | undefined)?.range;
    return range === undefined || range === null ? 1 : lines.linePos(range[0]).line;
  };
  const said = <Value>(value: Value, node: unknown): Said<Value> => ({ value, line: lineOf(node) });

  const envOf = (node: unknown): [string, Said<string>][] => {
    const pairs = isMap(node)
      ? entries(node).map(([name, value]) => [name, textOf(value), value] as const)
      : items(node).map((each) => {
          const [, name = "", value] = /^([^=]+)=(.*)$/s.exec(textOf(each) ?? "") ?? [];
          return [name, value, each] as const;
        });
    return pairs.flatMap(([name, value, node_]) =>
      name === "" || value === undefined ? [] : [[name, said(value, node_)]],
    );
  };
  const volumesOf = (node: unknown): [string, Said<string>][] =>
    items(node).flatMap((each): [string, Said<string>][] => {
      const type = textOf(at(each, "type"));
      const [, short, path] = /^([A-Za-z0-9][\w.-]*):(\/[^:]*)(?::.*)?$/.exec(textOf(each) ?? "") ?? [];
      const name = short ?? (type === "volume" ? textOf(at(each, "source")) : undefined);
      const target = path ?? textOf(at(each, "target"));
      return name === undefined || target === undefined ? [] : [[name, said(target, each)]];
    });
  const portsOf = (node: unknown): Said<number>[] =>
    items(node).flatMap((each) => {
      const text_ = textOf(each) ?? textOf(at(each, "target")) ?? "";
      const [, port] = /(?:^|:)(\d+)(?:\/tcp)?$/.exec(text_) ?? [];
      return port === undefined ? [] : [said(Number(port), each)];
    });

  return entries(at(document.contents, "services")).flatMap(([name, node]): Service[] => {
    if (!isMap(node)) return [];
    const image = at(node, "image");
    const imageText = textOf(image);
    const command = at(node, "command");
    const words = isSeq(command) ? items(command).map((each) => textOf(each) ?? "") : textOf(command);
    const test = at(at(node, "healthcheck"), "test");
    const health = isSeq(test) ? items(test).map(textOf).join(" ") : textOf(test);
    return [
      {
        name,
        line: Math.max(1, lineOf(node) - 1),
        ...(imageText === undefined ? {} : { image: said(imageText, image) }),
        isBuilt: at(node, "build") !== undefined,
        ...(words === undefined ? {} : { command: said(words, command) }),
        ports: [...portsOf(at(node, "ports")), ...portsOf(at(node, "expose"))],
        env: new Map(envOf(at(node, "environment"))),
        volumes: new Map(volumesOf(at(node, "volumes"))),
        ...(health === undefined ? {} : { health: said(health, test) }),
      },
    ];
  });
}

const textOf = (node: unknown): string | undefined =>
  isScalar(node) && node.value !== null ? String(node.value) : undefined;
