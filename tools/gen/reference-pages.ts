import type { ReferencePage } from "./config-reference.ts";

/** `docs/reference/platform-toml.md` */
export const platformPage: ReferencePage = {
  title: "platform.toml",
  intro: [
    "The file is [TOML](https://toml.io). A key that is not on this page is an error; `npx loco validate` lists every",
    "mistake with its line. A complete example is this repository's own [platform.toml](../../platform.toml).",
    "",
    "`[addons.<name>]` is described on [the addon's own page](addons/README.md).",
  ],
  leftOut: /^\[{1,2}addons\./,
};

/** `docs/reference/loco-toml.md` */
export const appPage: ReferencePage = {
  title: "loco.toml",
  intro: [
    "The file is [TOML](https://toml.io). A key that is not on this page is an error; `npx loco validate` lists every",
    "mistake with its line, and `npx loco explain <key>` shows an entry of this page.",
    "",
    "In TOML a key belongs to the table above it: keys of the top stand before the first line such as `[logs]`.",
  ],
  // They are those of the process web.
  leftOut: /^\[processes\.<name>\../,
};
