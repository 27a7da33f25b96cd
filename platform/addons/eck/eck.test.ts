import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { eck } from "./eck.ts";

describe("eck", () => {
  it("tells nobody, and may use what CPU is free", () => {
    expect(eck.values(addonInput())).toMatchObject({
      telemetry: { disabled: true },
      resources: { limits: { cpu: null } },
    });
  });

  it("brings its definitions as templates, so they need no release of their own", () => {
    expect(eck.crds).toBeUndefined();
  });
});
