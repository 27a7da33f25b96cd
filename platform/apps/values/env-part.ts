/** A piece of a variable's value: text, or what a key of a Secret of the app's namespace holds. */
export type EnvPart = string | { readonly secret: string; readonly key: string };

/** The Secret with what people set by hand: a key for each name that loco.toml lists. */
export const APP_SECRETS = "app-secrets";
