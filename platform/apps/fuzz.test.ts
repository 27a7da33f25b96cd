import fc from "fast-check";
import { stringify } from "smol-toml";
import { expect, it } from "vitest";
import { formatDiagnostics } from "../config/diagnostic.ts";
import { environmentsOf } from "./read-app.ts";
import { arbitraryApp } from "./testing/arbitrary-app.ts";
import { readSample, SAMPLE_PLATFORM } from "./testing/sample-app.ts";
import { baseValues } from "./values/base-values.ts";

const readAll = (text: string) =>
  [undefined, "staging", ...environmentsOf({ file: { file: "loco.toml", text } })].map((environment) =>
    readSample(text, environment === undefined ? {} : { environment }),
  );

const KEYS = fc.constantFrom(
  ..."name image port health replicas scalers env secrets files scratch processes jobs environments http tls path content min max logs alerts deploy __proto__ constructor 0".split(
    " ",
  ),
);

const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string(),
    fc.constantFrom("${app.url}", "${", "$${", "/x", "7d", "@daily"),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
  ),
  list: fc.array(tie("leaf"), { maxLength: 3 }),
  table: fc.dictionary(fc.oneof(KEYS, fc.string()), tie("any"), { maxKeys: 4 }),
  any: fc.oneof({ depthSize: "small" }, tie("leaf"), tie("list"), tie("table")),
  tree: fc.dictionary(KEYS, tie("any"), { maxKeys: 8 }),
}));

it("reads any text without crashing", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."[]{}=.\"'\n#,ab1") })),
      (text) => {
        for (const { diagnostics } of readAll(text)) formatDiagnostics(diagnostics);
      },
    ),
    { numRuns: 300 },
  );
});

it("reads any TOML without crashing, and refuses with a place in the file", () => {
  fc.assert(
    fc.property(tree as fc.Arbitrary<Record<string, unknown>>, (value) => {
      const text = stringify(value);
      const lines = text.split("\n").length;
      for (const { app, diagnostics } of readAll(text)) {
        formatDiagnostics(diagnostics);
        expect(app === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
        for (const { line, column } of diagnostics) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 300 },
  );
});

it("makes the same app of a valid document every time, whatever the order of its keys", () => {
  fc.assert(
    fc.property(arbitraryApp(), (value) => {
      const text = stringify(value);
      const { app, diagnostics } = readSample(text);
      expect(formatDiagnostics(diagnostics)).toBe("");
      const reversed = stringify(Object.fromEntries(Object.entries(value).reverse()));
      expect(JSON.stringify(readSample(reversed).app)).toBe(JSON.stringify(app));
      expect(app && baseValues(app, SAMPLE_PLATFORM)).toHaveProperty("name");
      for (const environment of environmentsOf({ file: { file: "loco.toml", text } }))
        expect(formatDiagnostics(readSample(text, { environment }).diagnostics)).toBe("");
    }),
    { numRuns: 300 },
  );
});
