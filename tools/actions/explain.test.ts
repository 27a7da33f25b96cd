import { describe, expect, it } from "vitest";
import { explain } from "./explain.ts";

describe("explaining a key of loco.toml", () => {
  it("says what it means, what may be written and what it is by itself", () => {
    expect(explain("scalers.cpu_target")).toMatchObject({
      key: "scalers.cpu_target",
      description: expect.stringContaining("percent of `cpu`"),
      value: "whole number, 1 to 1000",
      examples: ["cpu_target = 80"],
      required: false,
    });
    expect(explain("deploy.timeout")).toMatchObject({ default: '"10m"' });
    expect(explain("name")).toMatchObject({ required: true });
  });

  it("takes any name where one's own stands", () => {
    expect(explain("processes.worker.cpu")).toMatchObject({
      key: "processes.<name>.cpu",
      default: "the app's",
    });
    expect(explain('files."/etc/a.b".source').key).toBe("files.<name>.source");
    expect(explain("environments.staging.logs.retention_period").key).toBe(
      "environments.<name>.logs.retention_period",
    );
  });

  it("describes what has a name of one's own by its table", () => {
    expect(explain("needs.db").description).toBe(explain("needs").description);
    expect(explain("env.LOG_LEVEL").description).toContain("Environment variables");
  });

  it("finds a key of a table of names that was asked about without a name", () => {
    expect(explain("needs.type")).toEqual(explain("needs.db.type"));
    expect(explain("processes.web").key).toBe("processes.<name>");
  });

  it("lists the keys of a table, and all of the file", () => {
    expect(explain("replicas").keys.map(({ name }) => name)).toEqual(["min", "max"]);
    expect(explain("jobs").keys.map(({ name }) => name)).toContain("<name>.schedule");
    expect(explain("").keys.map(({ name }) => name)).toContain("dockerfile_path");
  });

  it("has something to say of every key", () => {
    const walk = (key: string): string[] =>
      explain(key).keys.flatMap(({ name, about }) => {
        const inner = key === "" ? name : `${key}.${name}`;
        // One word, such as what stands before a colon, says nothing.
        return [
          ...(about.includes(" ") ? [] : [inner]),
          ...(inner.startsWith("environments.") ? [] : walk(inner)),
        ];
      });
    expect(walk("")).toEqual([]);
  });

  it.each([
    ["memroy", "did you mean memory?"],
    ["scalers.cpu", "did you mean cpu_target?"],
    ["retention_period", "did you mean logs.retention_period?"],
    ["port.number", "there is no key in port"],
    ["constructor", expect.stringMatching(/^there are name, /)],
    ["http.__proto__", expect.stringMatching(/^there are path, /)],
  ])("refuses %s", (key, hint) => {
    expect(() => explain(key)).toThrow(expect.objectContaining({ code: "KEY_UNKNOWN", hint }));
  });
});
