import { describe, expect, it } from "vitest";
import { DATASTORES, type DatastoreType } from "../needs.ts";
import { readSample } from "../testing/sample-app.ts";

/** What operators write into app.kubernetes.io/name of their pods, for a need named as given; ECK writes nothing. */
const LABELS: Readonly<Record<DatastoreType, (need: string) => string | undefined>> = {
  postgres: () => "postgresql",
  mysql: () => "percona-xtradb-cluster",
  mongodb: () => "percona-server-mongodb",
  elasticsearch: () => undefined,
  redis: () => "dragonfly",
  rabbitmq: (need) => need,
};
const TYPES = Object.keys(DATASTORES) as DatastoreType[];

const refused = (app: string, needs: Readonly<Record<string, DatastoreType>>) =>
  readSample(
    [
      `name = "${app}"\nimage = "nginx:1.29"\nport = 80`,
      ...Object.entries(needs).map(([name, type]) => `[needs.${name}]\ntype = "${type}"`),
    ].join("\n"),
  )
    .diagnostics.filter(({ message }) => message.includes("app.kubernetes.io/name"))
    .map(({ key }) => key);

describe("pods of a need", () => {
  it.each(TYPES)("are not those that the app's selectors take: %s", (type) => {
    expect(refused("shop", { db: type })).toEqual([]);
    const label = LABELS[type]("db");
    if (label !== undefined) expect(refused(label, { db: type })).toEqual(["needs.db"]);
  });

  it.each(TYPES)("are not those that RabbitMQ's operator takes: %s", (type) => {
    const label = LABELS[type]("db");
    if (label === undefined || type === "rabbitmq" || label.length > 20) return;
    expect(refused("shop", { db: type, [label]: "rabbitmq" })).toEqual([`needs.${label}`]);
  });
});
