import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { parse } from "smol-toml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatDiagnostics } from "../../../platform/config/diagnostic.ts";
import { runLoco } from "../../cli/testing/run-loco.ts";
import { validate } from "../validate/validate.ts";
import { firstFile, writeFirstFile } from "./init.ts";

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), "loco-init-")), "my shop");
  mkdirSync(dir);
});
afterEach(() => rmSync(dirname(dir), { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

function put(files: Files): void {
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

/** The file that a folder of these files gets, which is valid and the same a second time. */
function written(files: Files) {
  put(files);
  const file = firstFile(dir);
  expect(firstFile(dir)).toEqual(file);
  writeFirstFile(dir, file.text);
  const errors = validate(dir, []).diagnostics.filter(({ severity }) => severity === "error");
  expect(formatDiagnostics(errors)).toBe("");
  return { ...file, app: parse(file.text), lines: file.text.split("\n") };
}

describe("loco init", () => {
  it("says which files it could not read, and which folders are apps of their own", () => {
    const { notes } = written({
      Dockerfile: "FROM a\0b",
      "compose.yml": "#".repeat(300_000),
      "api/Dockerfile": "FROM a\n",
      "web/Dockerfile": "FROM a\n",
    });
    expect(notes).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Dockerfile is here and was not read/),
        expect.stringMatching(/^compose\.yml is here and was not read/),
        "a Dockerfile is in api/, web/: run npx loco init there for each that is an app",
      ]),
    );
  });

  it("writes over nothing, not even a link that leads nowhere", () => {
    symlinkSync("nowhere", join(dir, "loco.toml"));
    expect(() => firstFile(dir)).toThrow(expect.objectContaining({ code: "FILE_EXISTS" }));
  });

  it("leaves marks on letters out of a name, and not the letters", () => {
    expect(written({ "package.json": '{"name":"Wéird Näme"}' }).name).toBe("weird-name");
  });

  it("says of each line where it is from", () => {
    const { text } = written({
      Dockerfile:
        "FROM node:20 AS build\nEXPOSE 1\nFROM node:20\nENV PORT=8080\nEXPOSE ${PORT}\nUSER 1001\nHEALTHCHECK CMD curl -f http://localhost:8080/healthz || exit 1\nCMD a\n",
      "package.json": '{"name":"@acme/shop"}',
      ".env.example":
        "PORT=3000\nLOG_LEVEL=info # or debug\nSTRIPE_KEY=sk_test_canary\nDATABASE_URL=postgres://u:canary@localhost/x\n",
      ".env": "STRIPE_KEY=canary\nREAL=canary\n",
      "compose.yml": "services:\n  db:\n    image: postgres:16-alpine\n",
      Procfile: "web: node a.js\nworker: node b.js\nrelease: npm run migrate -- $X\n",
    });
    expect(
      text,
    ).toBe(`# What the folder held, by loco init: each line says where it is from. Change what is wrong.
# npx loco explain <key> says what a key means.

name = "shop"                   # the name that Node.js files have
dockerfile_path = "Dockerfile"  # builds the image; until then write image = "..."
port = 8080                     # EXPOSE 8080 in Dockerfile:5
health = "/healthz"             # HEALTHCHECK in Dockerfile:7
user = 1001                     # USER in Dockerfile:6
secrets = ["STRIPE_KEY"]        # names that look like secrets, in .env.example:3

[env]
LOG_LEVEL = "info"                # example in .env.example:2
DATABASE_URL = "\${needs.db.url}"  # in place of the one in .env.example:4

[deploy]
# release in Procfile:3
release_command = ["sh", "-c", "npm run migrate -- $X"]

[needs.db]
type = "postgres"  # postgres:16-alpine in compose.yml:3
version = "16"     # the image's

[processes.worker]
command = ["node", "b.js"]  # worker in Procfile:2
`);
  });

  it("finds the databases that an app has clients for, in every language alike", () => {
    const needsOf = (files: Files) => {
      const { app, lines } = written(files);
      const reasons = lines.filter((line) => line.startsWith("type = ")).map((line) => line.split("# ")[1]);
      return { types: Object.keys((app.needs ?? {}) as object), reasons, env: app.env ?? {} };
    };
    const RAILS =
      'source "https://rubygems.org"\ngem "rails"\ngem "pg", "~> 1.1"\ngem "sidekiq"\n# gem "mysql2"\n';
    expect(needsOf({ Gemfile: RAILS })).toEqual({
      types: ["postgres", "redis"],
      reasons: ["pg in Gemfile:3", "sidekiq in Gemfile:4"],
      env: { DATABASE_URL: "${needs.postgres.url}", REDIS_URL: "${needs.redis.url}" },
    });
    const NODE =
      '{\n "dependencies": {\n  "mysql2": "3",\n  "amqplib": "1", "mongoose": "8"\n },\n "devDependencies": { "pg": "8" }\n}';
    expect(needsOf({ "package.json": NODE }).reasons).toEqual([
      "mongoose in package.json:4",
      "mysql2 in package.json:3",
      "amqplib in package.json:4",
    ]);
    const types = (path: string, text: string) => needsOf({ [path]: text }).types;
    expect(
      types("package.json", '{"name":"pg","keywords":["redis"],"dependencies":{"ioredis":"5"}}'),
    ).toEqual(["redis"]);
    expect(
      types("requirements.txt", "Psycopg[binary]>=3\ncelery[redis]==5\n# pymongo\nredistribute\n"),
    ).toEqual(["postgres", "redis"]);
    expect(
      types(
        "pyproject.toml",
        '[project]\nname = "redis"\ndescription = "redis"\ndependencies = ["asyncpg>=0.3", "pika"]',
      ),
    ).toEqual(["postgres", "rabbitmq"]);
    expect(types("pyproject.toml", '[tool.poetry.dependencies]\nPyMySQL = "^1"\n')).toEqual(["mysql"]);
    expect(
      types(
        "go.mod",
        "module a.example/x\nrequire github.com/jackc/pgx/v5 v5.7.1\nrequire (\n\tgithub.com/redis/go-redis/v9 v9.7.0\n\tgo.mongodb.org/mongo-driver v1.1.0 // indirect\n)\n",
      ),
    ).toEqual(["postgres", "redis"]);
    expect(types("composer.json", '{"require":{"ext-pdo_mysql":"*","predis/predis":"^2"}}')).toEqual([
      "mysql",
      "redis",
    ]);
    expect(
      types("pom.xml", "<groupId>org.postgresql</groupId>\n<artifactId>amqp-client</artifactId>"),
    ).toEqual(["postgres", "rabbitmq"]);
    expect(
      types(
        "build.gradle",
        "runtimeOnly 'com.mysql:mysql-connector-j:9'\ntestImplementation 'org.postgresql:p:1'",
      ),
    ).toEqual(["mysql"]);
    expect(types("Cargo.toml", '[dependencies]\ntokio-postgres = "0.7"\n')).toEqual(["postgres"]);
  });

  it("takes a database from a compose file rather than from a library, and an example's variables for both", () => {
    const { app } = written({
      Gemfile: 'gem "pg"\ngem "redis"\n',
      "compose.yml": "services:\n  db:\n    image: postgres:16\n",
      ".env.example":
        "DB_CONNECTION=postgres\nDB_HOST=localhost\nDB_PASSWORD=x\nCACHE_URL=redis://localhost:6379\n",
    });
    expect(app.needs).toEqual({ db: { type: "postgres", version: "16" }, redis: { type: "redis" } });
    expect(app.env).toEqual({
      DB_CONNECTION: "postgres",
      DB_HOST: "${needs.db.host}",
      DB_PASSWORD: "${needs.db.password}",
      CACHE_URL: "${needs.redis.url}",
    });
  });

  it("finds the port of what a folder is written in", () => {
    const portOf = (files: Files) => {
      const { app, lines } = written(files);
      return [app.port, lines.find((line) => line.startsWith("port"))?.split("# ")[1]];
    };
    expect(portOf({ "package.json": '{"dependencies":{"next":"15"}}' })).toEqual([
      3000,
      "next in package.json",
    ]);
    expect(portOf({ "package.json": '{"scripts":{"start":"serve -p 5001"}}' })).toEqual([
      5001,
      "scripts.start in package.json",
    ]);
    expect(
      portOf({ "go.mod": "module acme.example/x/v2", "cmd/a/main.go": 'http.ListenAndServe(":9000", nil)' }),
    ).toEqual([9000, '":9000" in cmd/a/main.go'.replaceAll('"', "").replace(":9000", '":9000"')]);
    expect(portOf({ "requirements.txt": "Django==5\n" })).toEqual([8000, "django in requirements.txt"]);
    expect(portOf({ "pyproject.toml": '[project]\nname = "x"\ndependencies = ["flask"]' })).toEqual([
      5000,
      "flask in pyproject.toml",
    ]);
    expect(portOf({ Gemfile: 'gem "rails"' })).toEqual([3000, "rails in Gemfile"]);
    expect(portOf({ "Cargo.toml": '[package]\nname = "x"\n[dependencies]\naxum = "1"' })).toEqual([
      3000,
      "axum in Cargo.toml",
    ]);
    expect(portOf({ "pom.xml": "<artifactId>spring-boot-starter-web</artifactId>" })).toEqual([
      8080,
      "spring-boot-starter-web in pom.xml",
    ]);
    expect(portOf({ "composer.json": "{}", ".env.sample": "PORT=8001" })).toEqual([
      8001,
      "PORT in .env.sample:1",
    ]);
    expect(portOf({ "index.html": "<p>" })).toEqual([
      8080,
      "what web servers for containers without root take",
    ]);
    expect(portOf({ Procfile: "web: run $PORT" })).toEqual([
      8000,
      "a web process in Procfile:1, which finds it in PORT",
    ]);
  });

  it("finds a health check where one is visible", () => {
    const healthOf = (files: Files) => written({ "index.html": "", ...files }).app.health;
    expect(healthOf({})).toBeUndefined();
    expect(healthOf({ "src/app.js": '\napp.get("/healthz", x)' })).toBe("/healthz");
    expect(healthOf({ Gemfile: 'gem "rails"', "config/routes.rb": 'get "up" => "rails/health#show"' })).toBe(
      "/up",
    );
    expect(healthOf({ "pom.xml": "spring-boot-starter-actuator spring-boot" })).toBe("/actuator/health");
  });

  it("reads a compose file: its needs, and what is built here", () => {
    const { app, notes } = written({
      Dockerfile: "FROM a\nCMD a",
      "docker-compose.yml": `
x-env: &env
  CACHE_HOST: cache
  MODE: \${MODE:-fast}
services:
  api:
    build: .
    image: ghcr.io/acme/api:1
    ports: ["127.0.0.1:8000:8080"]
    environment: { <<: *env, DB_PASSWORD: canary, AMQP_URL: "amqp://u:canary@queue/v" }
    volumes: ["uploads:/data/up", "./src:/src"]
    healthcheck: { test: ["CMD", "wget", "http://localhost:8080/ready"] }
  mailer:
    build: .
    command: [bin/mailer]
  sql: { image: "mariadb:11" }
  cache: { image: valkey/valkey }
  queue: { image: "rabbitmq:4-management" }
  docs: { image: "mongo:7" }
  search: { image: "docker.elastic.co/elasticsearch/elasticsearch:9.0.0" }
  mail: { image: mailhog/mailhog }
`,
    });
    expect(app).toMatchObject({
      image: "ghcr.io/acme/api:1",
      port: 8080,
      health: "/ready",
      env: {
        CACHE_HOST: "${needs.cache.host}",
        MODE: "fast",
        DB_PASSWORD: "${needs.sql.password}",
        AMQP_URL: "${needs.queue.url}",
      },
      needs: {
        sql: { type: "mysql" },
        cache: { type: "redis" },
        queue: { type: "rabbitmq" },
        docs: { type: "mongodb" },
        search: { type: "elasticsearch" },
      },
      volumes: { uploads: { path: "/data/up", size: "1Gi" } },
      processes: { mailer: { command: ["bin/mailer"] } },
    });
    expect(notes).toEqual([expect.stringContaining("mail (mailhog/mailhog, docker-compose.yml:")]);
  });

  it("never copies what looks like a secret", () => {
    const { text, secrets, notes } = written({
      ".env.example": [
        "API_TOKEN=canary1",
        "A=https://u:canary2@x.example",
        "B=ghp_canary3canary3canary3",
        "DB_PASSWORD=canary4",
        "SECRET_KEY_BASE=canary5",
        "C=eyJcanary6canary6.canary6.x",
        "PUBLIC_KEY=visible",
      ].join("\n"),
      Procfile: "web: a\nworker: b --token canary7\nclock: c --password $PASSWORD\n",
      ".env": "X=canary8",
    });
    expect(text + notes.join()).not.toContain("canary");
    expect(secrets).toEqual(["API_TOKEN", "A", "B", "DB_PASSWORD", "SECRET_KEY_BASE", "C"]);
    expect(text).toContain('PUBLIC_KEY = "visible"');
    expect(notes).toEqual([
      expect.stringContaining("processes.worker.command (worker in Procfile:2) is not taken"),
    ]);
  });

  it("finds a name that an app may have", () => {
    expect(written({}).name).toBe("my-shop");
    expect(written({ "package.json": '{"name":"traefik"}' }).name).toBe("app-traefik");
    expect(written({ "package.json": '{"name":"@a/9_Lives!"}' }).name).toBe("lives");
    expect(() => firstFile(dir, "Not OK")).toThrow();
  });

  it("leaves out what would be a mistake, and says so", () => {
    const { notes, app } = written({ Dockerfile: "FROM a\nVOLUME /a /a:b", Procfile: "worker: x\n" });
    expect(app.volumes).toBeUndefined();
    expect(notes.join("\n")).toContain("is left out: it must");
  });

  it("makes a valid file of anything", () => {
    const line = fc.constantFrom(
      "FROM a AS b",
      "FROM b",
      "EXPOSE 80 $P",
      "ENV A=$",
      "USER 7",
      "VOLUME /",
      'VOLUME ["/a"',
      'HEALTHCHECK CMD http://x/"y',
      "\\",
      "<<EOF",
      "web: a $b",
      "release: `x`",
      "A=1",
      "A='",
      'KEY="\\"',
      "X=${needs.a.b}",
      "URL=redis://h",
      "a-b=1",
      "services:",
      "  a: {image: redis}",
      "  b: {build: ., command: [1]}",
      "  c: &x",
      "    <<: *x",
      "\u0001",
      "{",
      'name = "',
      "é: ü",
    );
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n"));
    const files = fc.record({
      Dockerfile: text,
      Procfile: text,
      ".env.example": text,
      "compose.yml": text,
      "package.json": text,
      "main.go": text,
    });
    fc.assert(
      fc.property(files, (some) => void written(some)),
      { numRuns: 40 },
    );
  });
});

describe("loco init, as a command", () => {
  it("writes the file once, and says what comes next", async () => {
    put({ Dockerfile: "FROM a\nEXPOSE 8080\n", ".env.example": "A_TOKEN=x\n" });
    const { stdout, code } = await runLoco(dir, ["init", "--name", "blog"]);
    expect(code).toBe(0);
    expect(stdout).toContain(readFileSync(join(dir, "loco.toml"), "utf8"));
    expect(stdout).toContain("kubectl -n blog create secret generic app-secrets");
    expect((await runLoco(dir, ["init"])).stderr).toContain("[FILE_EXISTS]");
    rmSync(join(dir, "loco.toml"));
    writeFileSync(join(dir, "loco.ts"), "");
    expect((await runLoco(dir, ["init"])).stderr).toContain("loco.ts is there already");
  });

  it("asks whoever is at a terminal", async () => {
    put({ "index.html": "" });
    const { stderr, code } = await runLoco(dir, ["init"], {}, "no");
    expect([stderr, code]).toEqual([expect.stringContaining("not confirmed, so not written"), 1]);
    expect(existsSync(join(dir, "loco.toml"))).toBe(false);
    expect((await runLoco(dir, ["init"], {}, "yes")).stdout).toContain("wrote loco.toml");
    rmSync(join(dir, "loco.toml"));
    expect((await runLoco(dir, ["init", "--yes"], {}, "no")).stdout).toContain("wrote loco.toml");
  });

  it("gives the file and what is known of it as JSON", async () => {
    put({ "index.html": "" });
    const { stdout } = await runLoco(dir, ["init", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ file: "loco.toml", name: "my-shop", secrets: [] });
  });
});
