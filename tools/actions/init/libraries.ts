import type { DatastoreType } from "../../../platform/apps/needs.ts";
import type { Folder } from "./folder.ts";

/** A datastore that an app has a client for. */
export interface Library {
  readonly type: DatastoreType;
  readonly why: string;
}

/** How the files of a language name the libraries that an app takes. */
interface Manifest {
  readonly files: readonly string[];
  /** Names in a line: each group of a match is one. */
  readonly names: RegExp;
  /** Lines that take nothing. */
  readonly skip?: RegExp;
  /** The clients that most apps take. */
  readonly clients: Readonly<Partial<Record<DatastoreType, string>>>;
}

const MANIFESTS: readonly Manifest[] = [
  {
    files: ["package.json"],
    names: /"([^"]+)":/g,
    clients: {
      postgres: "pg postgres pg-promise",
      mysql: "mysql mysql2 mariadb",
      mongodb: "mongodb mongoose",
      redis: "redis ioredis bull bullmq connect-redis",
      rabbitmq: "amqplib amqp-connection-manager",
      elasticsearch: "@elastic/elasticsearch",
    },
  },
  {
    files: ["requirements.txt", "pyproject.toml", "Pipfile"],
    names: /(?:^\s*|["'])([a-z][\w.-]*)(?:\[([a-z]+)\])?(?=[\s<>=~!;"',]|$)/gi,
    skip: /^\s*(?:#|(?:name|description|keywords|classifiers|authors)\s*=)/,
    clients: {
      postgres: "psycopg psycopg2 psycopg2-binary asyncpg pg8000",
      mysql: "mysqlclient pymysql aiomysql asyncmy mysql-connector-python",
      mongodb: "pymongo motor mongoengine beanie",
      redis: "redis django-redis aioredis rq",
      rabbitmq: "pika aio-pika",
      elasticsearch: "elasticsearch elasticsearch-dsl",
    },
  },
  {
    files: ["go.mod"],
    names: /^\s*(?:require\s+)?([\w./-]+?)(?:\/v\d+)?\s+v\d/g,
    skip: /\/\/ indirect|^\s*\/\//,
    clients: {
      postgres: "github.com/lib/pq github.com/jackc/pgx gorm.io/driver/postgres",
      mysql: "github.com/go-sql-driver/mysql gorm.io/driver/mysql",
      mongodb: "go.mongodb.org/mongo-driver",
      redis:
        "github.com/redis/go-redis github.com/go-redis/redis github.com/gomodule/redigo github.com/hibiken/asynq",
      rabbitmq: "github.com/rabbitmq/amqp091-go github.com/streadway/amqp",
      elasticsearch: "github.com/elastic/go-elasticsearch",
    },
  },
  {
    files: ["Gemfile"],
    names: /^\s*gem[\s(]+["']([^"']+)["']/g,
    skip: /^\s*#/,
    clients: {
      postgres: "pg",
      mysql: "mysql2 trilogy",
      mongodb: "mongoid mongo",
      redis: "redis sidekiq resque",
      rabbitmq: "bunny sneakers",
      elasticsearch: "elasticsearch searchkick",
    },
  },
  {
    files: ["composer.json"],
    names: /"([^"]+)":/g,
    clients: {
      postgres: "ext-pgsql ext-pdo_pgsql",
      mysql: "ext-mysqli ext-pdo_mysql",
      mongodb: "mongodb/mongodb mongodb/laravel-mongodb ext-mongodb",
      redis: "predis/predis ext-redis",
      rabbitmq: "php-amqplib/php-amqplib",
      elasticsearch: "elasticsearch/elasticsearch",
    },
  },
  {
    files: ["pom.xml", "build.gradle", "build.gradle.kts"],
    names: /[>:"']([\w.-]+)(?=[<:"'])/g,
    skip: /^\s*(?:\/\/|<!--|test)/,
    clients: {
      postgres: "org.postgresql r2dbc-postgresql quarkus-jdbc-postgresql",
      mysql: "mysql-connector-j mysql-connector-java mariadb-java-client quarkus-jdbc-mysql",
      mongodb: "spring-boot-starter-data-mongodb mongodb-driver-sync",
      redis: "spring-boot-starter-data-redis jedis lettuce-core redisson",
      rabbitmq: "spring-boot-starter-amqp amqp-client",
      elasticsearch: "spring-boot-starter-data-elasticsearch elasticsearch-java",
    },
  },
  {
    files: ["Cargo.toml"],
    names: /^\s*(?:\[dependencies\.)?([\w-]+)\s*[=\]]/g,
    skip: /^\s*#/,
    clients: {
      postgres: "tokio-postgres deadpool-postgres postgres",
      mysql: "mysql mysql_async",
      mongodb: "mongodb",
      redis: "redis deadpool-redis fred",
      rabbitmq: "lapin amqprs",
      elasticsearch: "elasticsearch",
    },
  },
];

/** The datastores that an app has clients for, one of each type. What only its developers need counts for nothing. */
export function librariesOf({ read }: Folder): Library[] {
  const found = new Map<DatastoreType, Library>();
  for (const { files, names, skip, clients } of MANIFESTS)
    for (const file of files)
      for (const [i, line] of linesOf(file, read(file) ?? "").entries()) {
        if (skip?.test(line)) continue;
        const taken = [...line.matchAll(names)].flatMap((match) => match.slice(1));
        for (const [type, known] of Object.entries(clients) as [DatastoreType, string][]) {
          const name = known.split(" ").find((each) => taken.some((one) => one?.toLowerCase() === each));
          if (name !== undefined && !found.has(type))
            found.set(type, { type, why: `${name} in ${file}:${i + 1}` });
        }
      }
  return [...found.values()];
}

/** Tables of a pyproject.toml, Pipfile or Cargo.toml with what the app runs with. */
const TABLES = /^(?:project|packages|dependencies(?:\..+)?|tool\.poetry\.dependencies)$/;

/** Lines of a file; where it says what is for developers alone, without those. */
function linesOf(file: string, text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (file === "Pipfile" || file.endsWith(".toml")) {
    let table = "";
    return lines.map((line) => {
      table = /^\s*\[\[?([^[\]]+)\]/.exec(line)?.[1]?.trim() ?? table;
      return TABLES.test(table) ? line : "";
    });
  }
  if (!file.endsWith(".json")) return lines;
  try {
    const { dependencies, require: required } = JSON.parse(text) as Record<string, object | undefined>;
    const names = Object.keys({ ...dependencies, ...required });
    return lines.map((line) =>
      names
        .filter((name) => line.includes(`"${name}"`))
        .map((name) => `"${name}":`)
        .join(" "),
    );
  } catch {
    return [];
  }
}
