import { describe, expect, it } from "vitest";
import { DATASTORES, needFields } from "../../needs.ts";
import { sampleApp } from "../../testing/sample-app.ts";
import { needParts } from "./need-parts.ts";

const needOf = (toml: string) => {
  const need = sampleApp(`port = 80\n[needs.db]\n${toml}`).needs[0];
  if (need === undefined) throw new Error("no need");
  return need;
};

const login = { secret: "db-login", key: "password" };

describe("fields of a need", () => {
  for (const type of Object.keys(DATASTORES) as (keyof typeof DATASTORES)[])
    it(`are all there for ${type}`, () => {
      for (const field of needFields({ type }))
        expect(needParts(needOf(`type = "${type}"`), field)).not.toHaveLength(0);
    });

  it.each([
    ["postgres", [{ secret: "db-app", key: "uri" }]],
    ["mysql", ["mysql://app:", login, "@db-haproxy:3306/app"]],
    ["mongodb", ["mongodb://app:", login, "@db-rs0:27017/app?replicaSet=rs0&authSource=admin"]],
    [
      "elasticsearch",
      ["http://elastic:", { secret: "db-es-elastic-user", key: "elastic" }, "@db-es-http:9200"],
    ],
    ["redis", ["redis://:", login, "@db:6379"]],
    [
      "rabbitmq",
      [
        "amqp://",
        { secret: "db-default-user", key: "username" },
        ":",
        { secret: "db-default-user", key: "password" },
        "@db:5672/%2F",
      ],
    ],
  ])("make a URL of %s", (type, parts) => {
    expect(needParts(needOf(`type = "${type}"`), "url")).toEqual(parts);
  });

  it("are the app's secrets where the service is elsewhere", () => {
    const s3 = needOf('type = "s3"\nendpoint = "https://s3.example"\nbucket = "shop"');
    expect(needParts(s3, "bucket")).toEqual(["shop"]);
    expect(needParts(s3, "access_key")).toEqual([{ secret: "app-secrets", key: "DB_ACCESS_KEY" }]);
    const external = needOf('type = "external"\nsecrets = ["SMTP_URL"]');
    expect(needParts(external, "smtp_url")).toEqual([{ secret: "app-secrets", key: "SMTP_URL" }]);
  });

  it("are refused when there is no such one", () => {
    expect(() => needParts(needOf('type = "redis"'), "user")).toThrow("the need db (redis) has no user");
  });
});
