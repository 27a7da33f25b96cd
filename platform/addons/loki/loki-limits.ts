import { RETENTION_CLASSES, type RetentionClass } from "./retention-classes.ts";

/**
 * How long lines are kept, and what Loki takes and does within 768 MiB.
 *
 * @see https://grafana.com/docs/loki/latest/configure/#limits_config
 */
export const limits = (retention: RetentionClass) => ({
  retention_period: hours(retention),
  retention_stream: Object.keys(RETENTION_CLASSES).map((name) => ({
    selector: `{retention="${name}"}`,
    priority: 1,
    period: hours(name as RetentionClass),
  })),
  // A request to delete hides lines, and can be taken back. With "disabled" Loki logs an error for each part of each query.
  deletion_mode: "filter-only",
  // A stream is one container's output; each costs memory as long as lines arrive.
  max_global_streams_per_user: 2000,
  // What a container writes beyond it is lost. Loki would give it more streams instead, and each the whole rate.
  per_stream_rate_limit: "1MB",
  shard_streams: { enabled: false },
  // Of all together, wide: what nodes send after an outage is taken as fast as it can be. They wait for each answer.
  ingestion_rate_mb: 64,
  ingestion_burst_size_mb: 128,
  // A line that is longer than 256 KB loses its end, not the whole of it.
  max_line_size_truncate: true,
  // Upstream's own. The chart's quarter of an hour makes 2880 parts of a month.
  split_queries_by_interval: "1h",
  // Parts of one query that run at once, of upstream's 32 and 128.
  max_query_parallelism: 4,
  tsdb_max_query_parallelism: 4,
  // All that is kept may be asked for at once.
  max_query_length: hours("90d", 24),
});

const hours = (name: RetentionClass, more = 0): string => `${RETENTION_CLASSES[name] + more}h`;
