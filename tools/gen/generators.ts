import { generateHelpTextForAllCommands } from "@stricli/core";
import { catalogue } from "../../platform/addons/catalogue.ts";
import { inOrder } from "../../platform/addons/order.ts";
import { SECRET_VARIABLES } from "../../platform/addons/secret-variables.ts";
import { errorCatalogue } from "../../platform/errors/catalogue.ts";
import { BUDGET, measured } from "../charts/footprint/footprint.ts";
import { buildLoco } from "../cli/app.ts";
import { exitCode } from "../cli/exit-code.ts";
import { commands } from "../sandbox/cloudstack/commands.ts";
import type { ToolchainContext } from "../sandbox/toolchain/context.ts";
import { addonReference } from "./addon-reference.ts";
import { readApiCatalogue } from "./api-catalogue.ts";
import { appSchema, appSchemaForEditors } from "./app-schema.ts";
import { cdktfGet } from "./cdktf-get.ts";
import { cliReference } from "./cli-reference.ts";
import { BOUND_RESOURCES, toCommittedBinding } from "./cloudstack-bindings.ts";
import { distil } from "./cloudstack-catalogue.ts";
import { configReference } from "./config-reference.ts";
import { configTypes, definitionTypes } from "./config-types.ts";
import { configValidator, type ValidatorFile } from "./config-validator.ts";
import { errorReference } from "./error-reference.ts";
import { footprintReference } from "./footprint-reference.ts";
import type { Generator, Outcome } from "./generator.ts";
import { bundledSchema, platformSchema, readSchema } from "./platform-schema.ts";
import { appPage, platformPage } from "./reference-pages.ts";
import type { SchemaNode } from "./schema-sections.ts";
import { secretReference } from "./secret-reference.ts";

const SCHEMA = "schemas/platform.schema.json";
const APP_SCHEMA = "schemas/loco.schema.json";
const PLATFORM_VALIDATOR: ValidatorFile = { name: "validatePlatform", formats: "./formats.ts" };
const APP_VALIDATOR: ValidatorFile = { name: "validateApp", formats: "../config/formats.ts" };
const APP_VALUES = "charts/app/values.schema.json";
const BASE_VALUES = "charts/app-base/values.schema.json";
const PUBLISHED = "schemas/published-platform.schema.json";

/**
 * Everything that is generated in this repository. `all` adds what takes minutes where the tools are not built yet,
 * and allows downloads.
 */
export function generators(root: string, toolchain: ToolchainContext, all: boolean): Generator[] {
  const schema = platformSchema(catalogue);
  return [
    made(SCHEMA, () => bundledSchema(schema)),
    made("platform/config/platform-config.gen.ts", () => configTypes(schema, SCHEMA)),
    made("platform/published/published-platform.gen.ts", () => configTypes(readSchema(PUBLISHED), PUBLISHED)),
    made("platform/config/validate-platform.gen.ts", () =>
      configValidator(schema, SCHEMA, PLATFORM_VALIDATOR),
    ),
    made("docs/reference/platform-toml.md", () => configReference(schema, SCHEMA, platformPage)),
    made(APP_SCHEMA, () => bundledSchema(appSchemaForEditors())),
    made("platform/apps/app-file.gen.ts", () => configTypes(appSchema(), APP_SCHEMA)),
    made("platform/apps/app-definition.gen.ts", () =>
      definitionTypes(appSchemaForEditors(), "AppDefinition", APP_SCHEMA),
    ),
    made("platform/apps/validate-app.gen.ts", () => configValidator(appSchema(), APP_SCHEMA, APP_VALIDATOR)),
    made("platform/apps/values/app-values.gen.ts", () => configTypes(readSchema(APP_VALUES), APP_VALUES)),
    made("platform/apps/values/base-values.gen.ts", () => configTypes(readSchema(BASE_VALUES), BASE_VALUES)),
    made("docs/reference/loco-toml.md", () => configReference(appSchema(), APP_SCHEMA, appPage)),
    addonPages(schema),
    made("docs/reference/secrets.md", () => secretReference(SECRET_VARIABLES)),
    made("docs/reference/footprint.md", () => footprintReference(measured, profileAddons(), BUDGET)),
    made("docs/reference/errors.md", () => errorReference(errorCatalogue)),
    made("docs/reference/cli.md", () => cliReference(helpTexts(), exitCode)),
    apiCatalogue(toolchain, all),
    ...(all ? [bindings(root, toolchain)] : []),
  ];
}

function addonPages(schema: SchemaNode): Generator {
  return {
    title: "docs/reference/addons/*.md",
    generate: async () => ({
      kind: "files",
      files: [...addonReference(inOrder(catalogue), schema, measured)].map(([page, text]) => ({
        path: `docs/reference/addons/${page}`,
        text,
      })),
    }),
  };
}

const profileAddons = () =>
  inOrder(catalogue.filter(({ profile }) => profile === "lite")).map(({ name }) => name);

function made(path: string, text: () => string | Promise<string>): Generator {
  return {
    title: path,
    generate: async () => ({ kind: "files", files: [{ path, text: await text() }] }),
  };
}

function helpTexts(): readonly (readonly [route: string, help: string])[] {
  // It asks for an application that runs in any context; only texts are read here.
  return generateHelpTextForAllCommands(buildLoco("", [], String) as never);
}

function apiCatalogue(toolchain: ToolchainContext, download: boolean): Generator {
  const path = "tools/sandbox/cloudstack/catalogue.gen.json";
  return {
    title: path,
    generate: async (): Promise<Outcome> => {
      const found = await readApiCatalogue(toolchain, download);
      if (found.kind === "unavailable") return found;
      return { kind: "files", files: [{ path, text: distil(found.text, Object.keys(commands)) }] };
    },
  };
}

function bindings(root: string, toolchain: ToolchainContext): Generator {
  return {
    title: "platform/cloudstack/*.gen.ts",
    generate: async (): Promise<Outcome> => {
      const got = await cdktfGet(root, BOUND_RESOURCES, toolchain);
      if (got.kind === "unavailable") return got;
      const files = [...got.code].map(([name, code]) => ({
        path: `platform/cloudstack/${name}.gen.ts`,
        text: toCommittedBinding(code),
      }));
      return { kind: "files", files };
    },
  };
}
