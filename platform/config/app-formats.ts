import { isCron } from "./cron.ts";
import { parseDestination } from "./destination.ts";
import { parseDuration } from "./duration.ts";
import type { Format } from "./format.ts";
import { parseImageName } from "./image-name.ts";
import { parseBytes, parseCpu } from "./quantity.ts";

/** A tag or a digest has to be there: without them a container runtime takes `latest`, which is another image every day. */
function isImage(text: string): boolean {
  const name = parseImageName(text);
  return name?.tag !== undefined || name?.digest !== undefined;
}

/** No path that leads to another place than it seems to. */
const isPlain = (text: string) =>
  !/[\p{Cc}\\]/u.test(text) && text.split("/").every((part) => part !== "." && part !== "..");

const isFilePath = (text: string): boolean =>
  text.length <= 512 && /^(\/[^/:]+)+$/.test(text) && isPlain(text) && text.trim() === text;

const isRelativePath = (text: string): boolean =>
  text.length <= 512 && /^[^/]+(\/[^/]+)*$/.test(text) && isPlain(text);

/**
 * Paths that do not say where they lead, which Kubernetes takes for no Ingress.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/networking/validation/validation.go (invalidPathSequences)
 */
const CONFUSING = /\/\/|\/\.{1,2}(\/|$)|%2f/i;

/** The formats that loco.toml uses, by name. */
export const appFormats: Readonly<Record<string, Format>> = {
  cpu: {
    accepts: (text) => parseCpu(text) !== undefined,
    expected: 'must be an amount of CPU such as "250m" (thousandths of a core) or "2" (cores)',
  },
  bytes: {
    accepts: (text) => parseBytes(text) !== undefined,
    expected: 'must be a size with its unit, such as "512Mi" or "2Gi"',
  },
  duration: {
    accepts: (text) => parseDuration(text) !== undefined,
    expected: 'must be a time with its unit, such as "30s", "5m" or "1h", at most "365d"',
  },
  cron: {
    accepts: isCron,
    expected:
      'must be five fields (minute, hour, day, month, weekday 0 to 6) such as "0 3 * * *", or @hourly, @daily, @weekly, @monthly',
  },
  image: {
    accepts: isImage,
    expected: "must be an image with a tag or a digest, such as ghcr.io/acme/shop:1.4.2",
  },
  destination: {
    accepts: (text) => parseDestination(text) !== undefined,
    expected: "must be api.example.com:443, 10.1.0.0/16:5432 (without host bits) or app:<name>",
  },
  "env-name": {
    accepts: (text) => /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(text),
    expected: "must be a name of letters, digits and '_' such as LOG_LEVEL, not beginning with a digit",
  },
  "url-path": {
    accepts: (text) => /^\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$/.test(text) && !CONFUSING.test(text),
    expected:
      "must be a path such as /healthz: beginning with '/', without spaces, '?', '#', '//', '..' and '%2F'",
  },
  "file-path": {
    accepts: isFilePath,
    expected:
      "must be an absolute path such as /etc/shop/app.yaml, without '.', '..' and ':' and with no '/' at its end",
  },
  "relative-path": {
    accepts: isRelativePath,
    expected: "must be a path inside the folder of loco.toml, such as config/app.yaml",
  },
};
