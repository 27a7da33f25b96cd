import { App, LocalBackend, TerraformStack } from "cdktf";

/** What any cdktf program costs: the peer that ours is compared with. */
const app = new App();
const stack = new TerraformStack(app, "empty");
new LocalBackend(stack, { path: "../../../terraform.empty.tfstate" });
app.synth();
