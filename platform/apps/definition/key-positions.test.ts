import fc from "fast-check";
import { expect, it } from "vitest";
import { positionIn } from "../../config/position-index.ts";
import { definitionPositions } from "./key-positions.ts";

const TEXT = `import { defineApp } from "loco-platform";

/* export default of { name: "no" } */
const shared = { LOG_LEVEL: "info" };

export default defineApp({
  name: "shop", // { port: 1 }
  port: 8000,
  "health": "/healthz",
  env: { ...shared, TEXT: \`a \${"}"} b\`, COUNT: [1, 2].map((n) => ({ n })).length },
  domains: ["a.example", 'b.example'],
  processes: {
    worker: { command: ["a", "b"] as string[], replicas: 2 },
    "api": {
      port: 8001,
    },
  },
});
`;

const place = (path: readonly (string | number)[], atKey = false) => {
  const index = definitionPositions(TEXT);
  const { line, column } = positionIn(index, path, atKey) ?? index.start;
  return `${line}:${column}`;
};

it("finds keys and values of the object that is exported", () => {
  expect(place(["name"])).toBe("7:9");
  expect(place(["name"], true)).toBe("7:3");
  expect(place(["health"])).toBe("9:13");
  expect(place(["env", "TEXT"])).toBe("10:27");
  expect(place(["domains", 1])).toBe("11:26");
  expect(place(["processes", "worker", "command", 1])).toBe("13:30");
  expect(place(["processes", "worker", "replicas"])).toBe("13:58");
  expect(place(["processes", "api", "port"], true)).toBe("15:7");
});

it("falls back to the nearest key around, then to the export", () => {
  expect(place(["env", "LOG_LEVEL"])).toBe("10:3");
  expect(place(["processes", "api", "cpu"])).toBe("14:5");
  expect(place(["image"])).toBe("6:1");
});

it("understands an object without defineApp, and gives up on a variable", () => {
  expect(definitionPositions("export default { port: 1 }").values.get('["port"]')).toEqual({
    line: 1,
    column: 24,
  });
  expect(definitionPositions("const app = {}\nexport default app;").start).toEqual({ line: 2, column: 1 });
});

it("comes to an end on whatever it is given", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "a",
    ":",
    ",",
    '"',
    "'",
    "`",
    "${",
    "\\",
    "//",
    "/*",
    "\n",
    "...",
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      definitionPositions(`export default defineApp({${pieces.join("")}`);
    }),
  );
});
