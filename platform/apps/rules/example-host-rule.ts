import type { Problem } from "../../config/diagnostic.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** Names that stand for others in texts: nobody can have one. https://www.rfc-editor.org/rfc/rfc2606#section-3 */
const EXAMPLE = /^(?:.*\.)?example\.(?:com|net|org)$/i;

/** What was to be replaced is said before a deploy waits for it in vain. */
export const exampleHostRule: AppRule = {
  reads: ["image", "domains", "processes"],
  check({ image, domains, processes }) {
    const lists: [Problem["path"], readonly string[] | undefined][] = [
      [["domains"], domains],
      ...Object.entries(processes).map(
        ([name, process]): [Problem["path"], readonly string[] | undefined] => [
          ["processes", name, "domains"],
          process.domains,
        ],
      ),
    ];
    const hosts = lists.flatMap(([path, list = []]) =>
      list.flatMap((host, i) =>
        EXAMPLE.test(host) ? [wrong([...path, i], placeholder("clients never find it here"))] : [],
      ),
    );
    const registry = /^([^/:]+)(?::\d+)?\//.exec(image ?? "")?.[1] ?? "";
    const images = EXAMPLE.test(registry)
      ? [wrong(["image"], placeholder("no image ever comes from it"))]
      : [];
    return [...images, ...hosts].map((problem): Problem => ({ ...problem, severity: "warning" }));
  },
};

const placeholder = (so: string) => `is a placeholder to replace: nobody can have such a name, so ${so}`;
