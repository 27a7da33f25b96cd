import { describe, expect, it } from "vitest";
import { complaintsOf } from "./complaints.ts";

const line = (value: object) => JSON.stringify({ "@level": "error", "@message": "", ...value });

describe("complaintsOf", () => {
  it("reads diagnostics of -json, each once, and passes warnings over", () => {
    const error = line({
      type: "diagnostic",
      diagnostic: {
        severity: "error",
        summary: "No",
        detail: "not today",
        address: "cloudstack_network.network",
      },
    });
    const warning = line({ type: "diagnostic", diagnostic: { severity: "warning", summary: "Hm" } });
    expect(complaintsOf(`${warning}\n${error}\n${error}`)).toEqual([
      { summary: "No", detail: "not today", address: "cloudstack_network.network" },
    ]);
  });

  it("takes the resource from the one that failed when the provider does not name it", () => {
    const failed = line({ type: "apply_errored", hook: { resource: { addr: "cloudstack_instance.cp-1" } } });
    const error = line({
      type: "diagnostic",
      diagnostic: { severity: "error", summary: "Error destroying instance" },
    });
    expect(complaintsOf(`${failed}\n${error}`)).toEqual([
      { summary: "Error destroying instance", detail: "", address: "cloudstack_instance.cp-1" },
    ]);
  });

  it("reads a box without the configuration in it, and joins the lines that Terraform wrapped", () => {
    const box = [
      "\u001b[31m╷\u001b[0m",
      "│ Error: Resource precondition failed",
      "│ ",
      "│   on cdk.tf.json line 12, in resource.terraform_data.guard:",
      '│   12:   "condition": "${1 == 2}"',
      "│ ",
      "│ cp-1 is the only server and would be",
      "│ replaced.",
      "╵",
      "something else",
    ].join("\n");
    expect(complaintsOf(box)).toEqual([
      { summary: "Resource precondition failed", detail: "cp-1 is the only server and would be replaced." },
    ]);
  });

  it("reads an error without a box and the resource it is with", () => {
    const text =
      "\nError: Error creating it: EOF\n\n  with cloudstack_network.network,\n  on cdk.tf.json line 3\n";
    expect(complaintsOf(text)).toEqual([
      { summary: "Error creating it: EOF", detail: "", address: "cloudstack_network.network" },
    ]);
  });
});
