import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { k8up } from "./k8up.ts";

const BACKUP = '[backup]\nendpoint = "https://s3.example/"\nbucket = "acme-backup"\n';

describe("k8up", () => {
  it("knows no bucket when the platform has none", () => {
    expect(k8up.values(addonInput()).k8up).not.toHaveProperty("envVars");
  });

  it("knows the platform's folder in its bucket, but nothing that is secret", () => {
    expect(k8up.values(addonInput("", BACKUP))).toMatchObject({
      k8up: {
        envVars: [
          { name: "BACKUP_GLOBALS3ENDPOINT", value: "https://s3.example" },
          { name: "BACKUP_GLOBALS3BUCKET", value: "acme-backup/acme/volumes" },
        ],
      },
    });
    expect(k8up.secrets).toBeUndefined();
  });

  it("signs for the bucket's region", () => {
    const { k8up: values } = k8up.values(addonInput("", `${BACKUP}region = "br-1"`));
    expect(values).toMatchObject({
      envVars: expect.arrayContaining([{ name: "BACKUP_RESTIC_OPTIONS", value: "s3.region=br-1" }]),
    });
  });

  it("backs up only volumes that ask for it", () => {
    expect(k8up.values(addonInput())).toMatchObject({ k8up: { skipWithoutAnnotation: true } });
  });

  it("can run, with its hook, where there are only servers", () => {
    const tolerations = [expect.objectContaining({ key: "node-role.kubernetes.io/control-plane" })];
    expect(k8up.values(addonInput())).toMatchObject({ tolerations, cleanup: { tolerations } });
  });
});
