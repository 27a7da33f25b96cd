import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SAMPLE_PLATFORM, sampleApp } from "../testing/sample-app.ts";
import { envValues, escaped } from "./env.ts";

function envOf(text: string, process = "web") {
  const app = sampleApp(text);
  const found = app.processes.find(({ name }) => name === process);
  return envValues(app, SAMPLE_PLATFORM.domain, found?.env ?? {}, found?.port);
}

/** What Kubernetes makes of a value, as its expansion package does. */
const expand = (text: string, variables: Readonly<Record<string, string>> = {}) =>
  text.replaceAll(/\$(?:\$|\(([^)]*)\)|(\())/g, (all, name?: string) =>
    all === "$$" ? "$" : name === undefined ? all : (variables[name] ?? all),
  );

const own = (name: string) => ({ secret: "app-secrets", key: name });

describe("variables of a container", () => {
  it("are PORT, the secrets, and what the file says", () => {
    expect(envOf('port = 80\nsecrets = ["B", "A"]\nenv = { Z = 1, X = true }')).toEqual({
      secretEnv: { A: own("A"), B: own("B") },
      env: { PORT: "80", X: "true", Z: "1" },
    });
  });

  it("have no PORT where there is none", () => {
    expect(envOf('port = 80\n[processes.worker]\ncommand = ["w"]', "worker")).toEqual({
      secretEnv: {},
      env: {},
    });
  });

  it("that are a secret and nothing else are taken from it", () => {
    expect(envOf('port = 80\nsecrets = ["A"]\nenv = { TOKEN = "${secrets.A}" }').secretEnv).toEqual({
      A: own("A"),
      TOKEN: own("A"),
    });
  });

  it("are put together from secrets by Kubernetes, each taken once", () => {
    const needs = '[needs.s3-files]\ntype = "s3"\nendpoint = "https://s3.example"\nbucket = "files"';
    const key = "${needs.s3-files.access_key}";
    expect(
      envOf(`port = 80\nsecrets = ["A"]\nenv = { ONE = "x\${secrets.A}", TWO = "${key}:${key}" }\n${needs}`),
    ).toEqual({
      secretEnv: { A: own("A"), LOCO_S3_FILES_ACCESS_KEY: own("S3_FILES_ACCESS_KEY") },
      env: { ONE: "x$(A)", TWO: "$(LOCO_S3_FILES_ACCESS_KEY):$(LOCO_S3_FILES_ACCESS_KEY)", PORT: "80" },
    });
  });

  it("keep their name where a helper would take it", () => {
    const need = '[needs.mail]\ntype = "external"\nsecrets = ["Url"]';
    expect(envOf(`port = 80\nenv = { A = "x\${needs.mail.url}", LOCO_URL = "mine" }\n${need}`)).toEqual({
      secretEnv: { LOCO_URL_2: own("Url") },
      env: { A: "x$(LOCO_URL_2)", LOCO_URL: "mine", PORT: "80" },
    });
  });

  it("may be named as what every object has", () => {
    expect(envOf('port = 80\nenv = { constructor = "a", __proto__ = "b", toString = "c" }').env).toEqual(
      Object.fromEntries([
        ["constructor", "a"],
        ["__proto__", "b"],
        ["toString", "c"],
        ["PORT", "80"],
      ]),
    );
  });

  it("hold a dollar that meets a secret as it is", () => {
    const { env } = envOf(
      'port = 80\nsecrets = ["A"]\nenv = { V = "$${x}$$(y) 5$ $${secrets.A}$${secrets.A}" }',
    );
    expect(expand(env.V ?? "", { A: "a" })).toBe("${x}$$(y) 5$ ${secrets.A}${secrets.A}");
    const price = envOf('port = 80\nsecrets = ["A"]\nenv = { V = "$ ${secrets.A} $" }').env.V;
    expect(expand(price ?? "", { A: "a" })).toBe("$ a $");
  });
});

describe("text that is escaped", () => {
  const dollars = fc.string({ unit: fc.constantFrom("$", "(", ")", "A", " ", "{") });

  it("is what Kubernetes makes of it again, also before a variable", () => {
    fc.assert(
      fc.property(dollars, dollars, (before, after) => {
        const value = `${escaped(before)}$(A)${escaped(after)}`;
        expect(expand(value, { A: "secret" })).toBe(`${before}secret${after}`);
        expect(expand(escaped(before), { A: "secret" })).toBe(before);
      }),
    );
  });

  it("is left alone where it means nothing to Kubernetes", () => {
    expect(escaped("costs $5 or ${HOME}")).toBe("costs $5 or ${HOME}");
  });
});

describe("addresses", () => {
  const url = (text: string) => envOf(`${text}\nenv = { U = "\${app.url}", H = "\${app.host}" }`).env;

  it.each([
    ["port = 80", "https://shop.apps.acme.example", "shop.apps.acme.example"],
    ['port = 80\ndomains = ["z.example", "a.example"]', "https://z.example", "z.example"],
    ['port = 80\nhttp = { path = "/api" }', "https://shop.apps.acme.example/api", "shop.apps.acme.example"],
    ['port = 80\nhttp = { tls = "off" }', "http://shop.apps.acme.example", "shop.apps.acme.example"],
    ["port = 80\nnetwork = { internal = true }", "http://web.shop.svc", "web.shop.svc"],
  ])("of an app with %j", (text, expected, host) => {
    expect(url(text)).toMatchObject({ U: expected, H: host });
  });

  it("of processes and of other apps", () => {
    const text = 'port = 80\nenv = { A = "${processes.api.url}/x", B = "${apps.blog-staging.url}" }';
    expect(envOf(`${text}\n[processes.api]\nport = 81`).env).toMatchObject({
      A: "http://api.shop.svc/x",
      B: "https://blog-staging.apps.acme.example",
    });
  });
});
