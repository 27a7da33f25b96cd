import { IN_CLUSTER } from "../in-cluster.ts";
import { RETENTION_CLASSES, RETENTION_LABEL, type RetentionClass } from "../loki/retention-classes.ts";

/** Where the nodes' paths are that it reads, the same in the pod. */
export const POD_LOGS = "/var/log/pods";
export const JOURNAL = "/var/log/journal";

const NODE = 'sys.env("K8S_NODE_NAME")';

/** Label of pods whose lines are JSON objects, with the value `json`. */
const FORMAT_LABEL = "loco.dev/log-format";

/** As Prometheus writes a label of a pod. */
const podLabel = (name: string) => `__meta_kubernetes_pod_label_${name.replaceAll(/[^a-z]/g, "_")}`;

/** What is taken out of lines that are JSON objects, and the keys where loggers write it, the first that is there. */
const JSON_FIELDS: Readonly<Record<string, readonly string[]>> = {
  level: ["level", "severity", "lvl", "log.level"],
  request_id: ["request_id", "requestId", "http.request.id"],
  span_id: ["span_id", "spanId", "span.id"],
  trace_id: ["trace_id", "traceId", "trace.id"],
};

/** Alloy's map with a text for each of those fields. */
const fields = (text: (keys: readonly string[]) => string) =>
  Object.entries(JSON_FIELDS)
    .map(([name, keys]) => `        ${name.padEnd(10)} = ${JSON.stringify(text(keys))},`)
    .join("\n");

/**
 * What Alloy does on each node: it reads what containers write and what k3s logs, and sends both to Loki. Every set of
 * labels is a stream there that costs memory, so there are few.
 *
 * @see https://grafana.com/docs/alloy/latest/reference/components/loki/
 */
export const alloyConfig = (retention: RetentionClass): string => `\
logging {
  level = "warn"
}

discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + ${NODE}
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
${label("namespace", "__meta_kubernetes_namespace")}
${label("pod", "__meta_kubernetes_pod_name")}
${label("container", "__meta_kubernetes_pod_container_name")}
${label("app", "__meta_kubernetes_pod_label_app_kubernetes_io_name")}
${label("node", "__meta_kubernetes_pod_node_name")}
  rule {
    target_label = "retention"
    replacement  = "${retention}"
  }
  // Any other value would be a class that Loki does not know.
  rule {
    source_labels = ["${podLabel(RETENTION_LABEL)}"]
    regex         = "(${Object.keys(RETENTION_CLASSES).join("|")})"
    target_label  = "retention"
  }
  rule {
    source_labels = ["${podLabel(FORMAT_LABEL)}"]
    regex         = "(json)"
    target_label  = "format"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "__path__"
    replacement   = "${POD_LOGS}/*_$1/*.log"
  }
}

loki.source.file "pods" {
  targets    = discovery.relabel.pods.output
  forward_to = [loki.process.pods.receiver]
  file_match {
    enabled = true
  }
}

loki.process "pods" {
  forward_to = [loki.write.loki.receiver]
  // A long line comes in parts of 16 KiB, which are put together up to this size.
  stage.cri {
    max_partial_line_size          = 131072
    max_partial_line_size_truncate = true
  }
  // Beside the line and not as labels: each has a new value all the time. A line that is no JSON stays as it is.
  stage.match {
    selector = "{format=\\"json\\"}"
    stage.json {
      expressions = {
${fields((keys) => keys.map((key) => (key.includes(".") ? `"${key}"` : key)).join(" || "))}
      }
    }
    stage.structured_metadata {
      values = {
${fields(() => "")}
      }
    }
  }
  // One more stream for every restart, and what has done its duty.
  stage.label_drop {
    values = ["filename", "format"]
  }
}

loki.relabel "node" {
  forward_to = []
  rule {
    source_labels = ["__journal__systemd_unit"]
    regex         = "k3s(-agent)?\\\\.service"
    action        = "keep"
  }
  rule {
    source_labels = ["__journal__systemd_unit"]
    target_label  = "unit"
  }
}

loki.source.journal "node" {
  path          = "${JOURNAL}"
  relabel_rules = loki.relabel.node.rules
  forward_to    = [loki.write.loki.receiver]
  labels        = {
    job       = "node",
    node      = ${NODE},
    retention = "${retention}",
  }
}

loki.write "loki" {
  endpoint {
    url = "${IN_CLUSTER.loki}/loki/api/v1/push"
    // While Loki is away nothing is given up, and nothing more is read: it waits in the node's files.
    max_backoff_retries = 0
    max_backoff_period  = "30s"
    // What is over a limit is one container's. Were it sent again, the others would wait for it.
    retry_on_http_429 = false
  }
}
`;

const label = (name: string, source: string) => `\
  rule {
    source_labels = ["${source}"]
    target_label  = "${name}"
  }`;
