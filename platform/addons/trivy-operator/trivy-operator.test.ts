import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { trivyOperator } from "./trivy-operator.ts";

const values = (toml = "") => trivyOperator.values(addonInput("", `[addons.trivy-operator]\n${toml}`));

describe("trivy-operator", () => {
  it("reports what is severe and can be mended, two scans at a time", () => {
    expect(values()).toMatchObject({
      operator: { scanJobsConcurrentLimit: 2 },
      trivy: { severity: "HIGH,CRITICAL", ignoreUnfixed: true },
    });
    expect(values('severities = ["CRITICAL"]\nignore_unfixed = false\n').trivy).toEqual(
      expect.objectContaining({ severity: "CRITICAL" }),
    );
  });

  it("reads no Secrets of apps unless it is to scan private images", () => {
    expect(values()).toMatchObject({ operator: { accessGlobalSecretsAndServiceAccount: false } });
    expect(values("private_images = true\n").operator).not.toHaveProperty(
      "accessGlobalSecretsAndServiceAccount",
    );
  });

  it("looks at images only, for which no pod of its has to be root", () => {
    expect(values()).toMatchObject({
      operator: { infraAssessmentScannerEnabled: false, configAuditScannerEnabled: false },
      trivyOperator: { scanJobPodTemplatePodSecurityContext: { runAsNonRoot: true } },
    });
  });
});
