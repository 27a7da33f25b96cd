import type { AppDefinition } from "./apps/app-definition.gen.ts";

export type { AppDefinition };

/**
 * An app written in TypeScript: the default export of `blueprints/<app>/loco.ts`, with the keys of loco.toml and the
 * same checks.
 */
export const defineApp = (app: AppDefinition): AppDefinition => app;
