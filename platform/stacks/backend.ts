import { HttpBackend, LocalBackend, PgBackend, S3Backend, type TerraformStack } from "cdktf";
import type { PlatformConfig } from "../config/platform-config.gen.ts";

/** From the folder in which Terraform runs (`cdktf.out/stacks/<stack>`) to the project's. */
const TO_PROJECT = "../../..";

/** Keeps the state of each environment apart by default. */
const suffix = (separator: string, environment: string | undefined) =>
  environment === undefined || environment === "" ? "" : `${separator}${environment}`;

/** What decides where a state is. */
export type Stateful = Pick<PlatformConfig, "name" | "state">;

/** Where the local state is, relative to the project's folder. */
export function localStatePath(config: Stateful, environment: string | undefined): string {
  return config.state.path ?? `terraform.platform${suffix(".", environment)}.tfstate`;
}

/** Chooses where the stack's state is kept. Credentials are left to the environment variables of each backend. */
export function createBackend(
  stack: TerraformStack,
  config: Stateful,
  environment: string | undefined,
): void {
  const { state, name } = config;
  switch (state.backend) {
    case "local":
      // cdktf's own default is an absolute path, which differs from machine to machine.
      new LocalBackend(stack, { path: `${TO_PROJECT}/${localStatePath(config, environment)}` });
      return;
    case "s3":
      createS3Backend(stack, config, environment);
      return;
    case "http": {
      const address = state.address ?? "";
      new HttpBackend(stack, { address, lockAddress: address, unlockAddress: address });
      return;
    }
    case "pg":
      new PgBackend(stack, {
        connStr: "",
        schemaName: state.schema_name ?? `loco_${`${name}${suffix("_", environment)}`.replaceAll("-", "_")}`,
      });
      // PG_CONN_STR gives the connection; an empty one here would win over it.
      stack.addOverride("terraform.backend.pg.conn_str", undefined);
      return;
  }
}

function createS3Backend(stack: TerraformStack, config: Stateful, environment: string | undefined): void {
  const { bucket = "", key, region, endpoint, use_lockfile } = config.state;
  new S3Backend(stack, {
    bucket,
    key: key ?? `${config.name}/platform${suffix(".", environment)}.tfstate`,
    region: region ?? "us-east-1",
    ...(endpoint === undefined
      ? {}
      : {
          endpoints: { s3: endpoint },
          skipCredentialsValidation: true,
          skipMetadataApiCheck: true,
          skipRegionValidation: true,
          skipRequestingAccountId: true,
          skipS3Checksum: true,
          usePathStyle: true,
        }),
  });
  // cdktf is older than this setting.
  if (use_lockfile) stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
