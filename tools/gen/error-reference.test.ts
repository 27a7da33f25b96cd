import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorCatalogue } from "../../platform/errors/catalogue.ts";
import { errorReference } from "./error-reference.ts";

const root = join(import.meta.dirname, "../..");
const codes = Object.keys(errorCatalogue);

test("the catalogue is sorted", () => {
  expect(codes).toEqual([...codes].sort());
});

// That a thrown code is in the catalogue is what LocoError's type says.
test("every code of the catalogue is used somewhere", () => {
  const sources = ["platform", "tools"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        join(folder, name),
      ),
    )
    .filter(
      (path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.endsWith("errors/catalogue.ts"),
    )
    .map((path) => readFileSync(join(root, path), "utf8"));
  // Not only by `new LocoError("CODE"`: some are given to a function that makes the error.
  const used = new Set(sources.flatMap((text) => [...text.matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code)));
  expect(codes.filter((code) => !used.has(code))).toEqual([]);
});

test("the page has a row for each code", () => {
  const page = errorReference({ A_CODE: "it is <broken> | bent", B_CODE: "gone" });
  expect(page).toContain("| `A_CODE` | it is `<broken>` \\| bent |");
  expect(page).toContain("| `B_CODE` | gone |");
});
