import { expect, it } from "vitest";
import { readOwnChart } from "./own-chart.ts";

/** What would make of the same values something else in another release, on another cluster or at another time. */
const IMPURE =
  /\.(Release|Capabilities)\b|\b(lookup|now|date\w*|ago|rand\w+|shuffle|uuidv4|gen[A-Z]\w+|htpasswd|bcrypt)\s|getHostByName/;

it.each(["app", "app-base"])("templates of %s look at nothing but values", (name) => {
  const found = readOwnChart(name)
    .files.filter(({ path }) => path.startsWith("templates/"))
    .flatMap(({ path, bytes }) => {
      const actions =
        Buffer.from(bytes)
          .toString("utf8")
          .match(/\{\{(?!- \/\*)[\s\S]*?\}\}/g) ?? [];
      expect(actions.length).toBeGreaterThan(0);
      return actions
        .map((action) => IMPURE.exec(action))
        .filter((hit) => hit !== null)
        .map((hit) => `${path}: ${hit[0]}`);
    });
  expect(found).toEqual([]);
});
