import { buildCommand } from "@stricli/core";
import { readKubeconfig, writeKubeconfig } from "../../actions/kubeconfig.ts";
import { openStack } from "../../actions/stack/stack.ts";
import { type LocoContext, print } from "../context.ts";
import { flag, kubeconfigFile } from "../flags.ts";

interface Flags {
  readonly out: string;
  readonly stdout?: boolean;
  readonly force?: boolean;
}

/** `loco kubeconfig` */
export const kubeconfigCommand = buildCommand({
  docs: {
    brief: "Write the administrator's kubeconfig",
    fullDescription:
      "Reads the kubeconfig from the outputs of the stack platform, as last synthesised in this folder, and writes it to a file that only you can read.",
  },
  parameters: {
    flags: {
      ...kubeconfigFile("File to write"),
      stdout: flag("Print it instead"),
    },
  },
  async func(this: LocoContext, flags: Flags) {
    const kubeconfig = await readKubeconfig(await openStack(this.cwd, this.env));
    if (flags.stdout) {
      this.process.stdout.write(kubeconfig);
      return;
    }
    const path = writeKubeconfig(this.cwd, flags.out, kubeconfig, flags.force === true);
    print(this, `export KUBECONFIG=${path}`);
  },
});
