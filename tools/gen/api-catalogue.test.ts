import { expect, test } from "vitest";
import { silentReporter } from "../console/reporter.ts";
import { pinnedVersion, readModuleFiles } from "../sandbox/toolchain/go-module.ts";
import { readApiCatalogue } from "./api-catalogue.ts";
import { catalogueSource } from "./cloudstack-catalogue.ts";

test("the catalogue comes from the module version that the provider is built with", async () => {
  const { goMod } = await readModuleFiles("providers");
  const module = "github.com/apache/cloudstack-go/v2";
  expect(catalogueSource).toMatch(`${module}@${pinnedVersion(goMod, module)} `);
});

test("without Go the catalogue is unavailable, which is no error", async () => {
  const context = { cacheDir: "/nowhere", reporter: silentReporter, env: { PATH: "" } };
  expect(await readApiCatalogue(context, false)).toEqual({
    kind: "unavailable",
    reason: "no Go compiler on PATH",
  });
});
