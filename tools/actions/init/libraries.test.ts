import { expect, it } from "vitest";
import type { Folder } from "./folder.ts";
import { librariesOf } from "./libraries.ts";

const found = (file: string, text: string) =>
  librariesOf({ read: (path: string) => (path === file ? text : undefined) } as Folder).map(({ why }) => why);

it.each([
  [
    "pyproject.toml",
    '[project]\ndependencies = [\n  "asyncpg",\n]\n[project.optional-dependencies]\ndev = ["pymongo"]\n[dependency-groups]\ntest = ["pika"]\n[tool.ruff]\nlint = ["redis"]\n',
    ["asyncpg in pyproject.toml:3"],
  ],
  ["pyproject.toml", '[tool.poetry.group.dev.dependencies]\npymongo = "*"\n', []],
  ["Pipfile", '[packages]\nredis = "*"\n[dev-packages]\npymongo = "*"\n', ["redis in Pipfile:2"]],
  [
    "Cargo.toml",
    '[dependencies.redis]\nversion = "1"\n[[bin]]\nname = "x"\n[dev-dependencies]\nmongodb = "3"\n',
    ["redis in Cargo.toml:1"],
  ],
  ["package.json", '{"devDependencies":{"pg":"8"}}', []],
  ["go.mod", "require github.com/lib/pq v1.1.0 // indirect\n", []],
])("takes what an app runs with from %s, and not what its developers need", (file, text, expected) => {
  expect(found(file, text)).toEqual(expected);
});
