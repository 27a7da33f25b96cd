import type { BaseValues } from "../base-values.gen.ts";
import type { EnvPart } from "../env-part.ts";
import { type DatastoreNeed, sizeOf } from "./datastore.ts";

type RabbitmqValues = NonNullable<BaseValues["rabbitmq"]>[string];

/**
 * What its operator has built in.
 *
 * @see https://github.com/rabbitmq/cluster-operator/blob/v2.22.3/cmd/main.go (defaultRabbitmqImage)
 */
export const rabbitmqImages: readonly string[] = ["rabbitmq:4.2.6-management"];

/**
 * Its operator makes user and password, in letters, digits, `-`, `_` and `=`. The vhost `/` is written out: after a bare `/` it would
 * be the one without a name.
 *
 * @see https://www.rabbitmq.com/docs/uri-spec
 */
export function rabbitmqPart(need: string, field: string): readonly EnvPart[] | undefined {
  const login = (key: string): EnvPart => ({ secret: `${need}-default-user`, key });
  return {
    url: ["amqp://", login("username"), ":", login("password"), `@${need}:5672/%2F`],
    host: [need],
    port: ["5672"],
    user: [login("username")],
    password: [login("password")],
    vhost: ["/"],
  }[field];
}

export const rabbitmqValues = (need: DatastoreNeed): RabbitmqValues => ({
  replicas: need.replicas,
  ...sizeOf(need),
  resources: need.resources,
});
