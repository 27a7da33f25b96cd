import { describe, expect, it } from "vitest";
import { terraformError } from "./terraform-error.ts";

const run = {
  title: "terraform apply",
  backend: "s3",
  terraform: "terraform -chdir=cdktf.out/stacks/platform",
  exitCode: 1,
  log: ".loco/logs/one.log",
};
/** As Terraform 1.11 prints it. */
const locked = (message: string) => `
Error: Error acquiring the state lock

Error message: ${message}
Lock Info:
  ID:        c7a61e4e-3f8d-10dd-45a1-435fe64c1a56
  Path:      ../../../.sandbox/platform.tfstate
  Operation: OperationTypeApply
  Who:       anna@laptop
  Version:   1.11.4
  Created:   2026-11-21 11:59:04.080079953 +0000 UTC
  Info:      


Terraform acquires a state lock to protect the state from being written
by multiple users at the same time.
`;

describe("a locked state", () => {
  it("says who holds it since when, and how to release it", () => {
    const error = terraformError({
      ...run,
      output: locked("operation error S3: PutObject, PreconditionFailed"),
    });
    expect(error.code).toBe("STATE_LOCKED");
    expect(error.message).toBe(
      "the stack's state is locked by anna@laptop since 2026-11-21 11:59:04 UTC, for apply",
    );
    expect(error.hint).toContain("anna@laptop may really be working");
    expect(error.hint).toContain(
      "terraform -chdir=cdktf.out/stacks/platform force-unlock c7a61e4e-3f8d-10dd-45a1-435fe64c1a56",
    );
  });

  it("offers no force-unlock where the lock ends with its process", () => {
    const output = locked("resource temporarily unavailable");
    const error = terraformError({ ...run, backend: "local", output });
    expect(error.message).toContain("anna@laptop");
    expect(error.hint).not.toContain("force-unlock");
  });

  it("does not take PostgreSQL's report of the asker for the holder", () => {
    const output = locked("Workspace is already locked: default");
    const error = terraformError({ ...run, backend: "pg", output });
    expect(error.code).toBe("STATE_LOCKED");
    expect(`${error.message} ${error.hint}`).not.toContain("anna");
  });

  it("takes the ID from an HTTP server's words, not the asker's own that Terraform shows below", () => {
    const output = locked("HTTP remote state already locked:\nID=18848f6b-70dc-e87d-76c7-1449b0be6177");
    const error = terraformError({ ...run, backend: "http", output });
    expect(error.hint).toContain("force-unlock 18848f6b-70dc-e87d-76c7-1449b0be6177");
    expect(`${error.message} ${error.hint}`).not.toMatch(/anna|c7a61e4e/);
  });

  it("is not what a backend says that cannot be reached", () => {
    const error = terraformError({ ...run, output: locked("dial tcp 10.0.0.1:443: connection refused") });
    expect(error.code).toBe("TOOL_FAILED");
    expect(error.message).toContain("connection refused");
  });
});

describe("a failed run", () => {
  it("has our own words alone when a precondition refused", () => {
    const output =
      "Error: Resource precondition failed\n\n  on cdk.tf.json line 1:\n   1: x\n\ncp-1 is the only server.\n";
    const error = terraformError({ ...run, output });
    expect(error.message).toBe("cp-1 is the only server.");
    expect(error.hint).toBeUndefined();
  });

  it("names each resource, the log, and the way to leftovers when creating was cut off", () => {
    const output =
      "Error: Error creating it: EOF\n\n  with cloudstack_network.network,\n  on cdk.tf.json line 3\n";
    const error = terraformError({ ...run, output });
    expect(error.message).toBe("terraform apply failed: cloudstack_network.network: Error creating it: EOF");
    expect(error.hint).toContain(".loco/logs/one.log");
    expect(error.hint).toContain("npx loco orphans");
  });

  it("takes the provider's list of one error for one line", () => {
    const diagnostic = {
      severity: "error",
      summary: "1 error occurred:\n\t* no capacity\n\n",
      detail: "",
      address: "a.b",
    };
    const output = JSON.stringify({ "@message": "", type: "diagnostic", diagnostic });
    expect(terraformError({ ...run, output }).message).toBe("terraform apply failed: a.b: no capacity");
  });

  it("says when nothing was said", () => {
    const error = terraformError({ ...run, output: "", exitCode: 3 });
    expect(error.message).toBe("terraform apply ended with exit code 3 and no error");
  });
});
