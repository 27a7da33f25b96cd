import { ensureCrane } from "../../tools/sandbox/toolchain/crane.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureLoki } from "../../tools/sandbox/toolchain/loki.ts";
import { ensureObservability } from "../../tools/sandbox/toolchain/observability.ts";
import { ensureOperators } from "../../tools/sandbox/toolchain/operators.ts";
import { ensureTraefik } from "../../tools/sandbox/toolchain/traefik.ts";
import { ensureCheckov } from "./checkov.ts";
import { toolchain } from "./toolchain.ts";

// Builds what the end-to-end tests need beyond the sandbox, one after the other: tests that start side by side would
// otherwise compile the same at the same time.
await ensureHelm(toolchain);
await ensureCrane(toolchain);
await ensureObservability(toolchain);
await ensureLoki(toolchain);
await ensureTraefik(toolchain);
await ensureOperators(toolchain);
await ensureCheckov(toolchain);
