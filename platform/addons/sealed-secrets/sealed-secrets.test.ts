import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { sealedSecrets } from "./sealed-secrets.ts";

describe("sealed-secrets", () => {
  it("has one key for good, of which one copy is enough", () => {
    expect(sealedSecrets.values(addonInput())).toMatchObject({ keyrenewperiod: "0" });
  });

  it("has a definition that is upgraded", () => {
    expect(sealedSecrets.crds).toBe("apart");
  });

  it("answers the API server, through which kubeseal asks for the certificate", () => {
    expect(sealedSecrets.internal).toBeUndefined();
  });
});
