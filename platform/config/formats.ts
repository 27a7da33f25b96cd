import { appFormats } from "./app-formats.ts";
import type { Format } from "./format.ts";
import { isNetworkAddress, parseCidr, parseIpv4 } from "./ipv4.ts";

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function isDnsName(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => LABEL.test(label));
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false;
  const url = new URL(text);
  return (
    (url.protocol === "http:" || url.protocol === "https:") &&
    url.username === "" &&
    url.search === "" &&
    url.hash === ""
  );
}

const timezones = new Map<string, boolean>();

/** Remembers what it was asked: Intl takes half a millisecond, and a thousand apps have few time zones. */
function isTimezone(text: string): boolean {
  const known = timezones.get(text) ?? findTimezone(text);
  timezones.set(text, known);
  return known;
}

function findTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return /^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/.test(text);
  } catch {
    return false;
  }
}

const LABEL_KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const OWN_LABELS = ["k3s-upgrade", "loco.dev/pool"];

/**
 * A kubelet refuses to give itself most labels of kubernetes.io and k8s.io.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
function isNodeLabelKey(text: string): boolean {
  if (!LABEL_KEY.test(text) || OWN_LABELS.includes(text)) return false;
  const namespace = text.includes("/") ? (text.split("/")[0] ?? "") : "";
  const within = (domain: string) => namespace === domain || namespace.endsWith(`.${domain}`);
  return within("node.kubernetes.io") || !(within("kubernetes.io") || within("k8s.io"));
}

const between = (value: number | undefined, least: number, most: number) =>
  value !== undefined && value >= least && value <= most;

const OCI_URL = /^oci:\/\/[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*\/?$/;

/** A folder is the project's own, so that every machine has it. */
const isChartMirror = (text: string): boolean =>
  text.includes("://") ? OCI_URL.test(text) : text !== "" && !text.startsWith("/") && !text.startsWith("~");

/** The formats that our schemas use, by name. */
export const formats: Readonly<Record<string, Format>> = {
  cidr: {
    accepts: (text) => isNetworkAddress(text),
    expected: "must be an IPv4 CIDR without host bits, such as 203.0.113.0/24 or 198.51.100.7/32",
  },
  "guest-cidr": {
    accepts: (text) => isNetworkAddress(text) && between(parseCidr(text)?.prefix, 16, 26),
    expected: "must be an IPv4 network without host bits, from /16 to /26, such as 10.1.1.0/24",
  },
  "network-cidr": {
    accepts: (text) => isNetworkAddress(text) && between(parseCidr(text)?.prefix, 8, 26),
    expected: "must be an IPv4 network without host bits, from /8 to /26, such as 10.42.0.0/16",
  },
  ipv4: {
    accepts: (text) => parseIpv4(text) !== undefined,
    expected: "must be an IPv4 address such as 10.1.1.11",
  },
  "dns-name": { accepts: isDnsName, expected: "must be a DNS name in lower case such as apps.acme.example" },
  host: {
    accepts: (text) => parseIpv4(text) !== undefined || isDnsName(text),
    expected: "must be a DNS name in lower case or an IPv4 address",
  },
  "http-url": {
    accepts: isHttpUrl,
    expected: "must be an http:// or https:// URL without user, query or fragment",
  },
  "chart-mirror": {
    accepts: isChartMirror,
    expected:
      "must be a registry such as oci://registry.example.com/loco, without user and tag, or a folder relative to platform.toml",
  },
  "node-label-key": {
    accepts: isNodeLabelKey,
    expected:
      "must be a label key that a node may give itself, such as team or example.com/team: outside kubernetes.io and k8s.io, and not one of Loco's own (k3s-upgrade, loco.dev/pool)",
  },
  timezone: { accepts: isTimezone, expected: "must be a time zone of the tz database such as Etc/UTC" },
  ...appFormats,
};

/** What passes, by format: the validator that is made from the schema calls these. */
export const formatChecks: Readonly<Record<string, Format["accepts"]>> = Object.fromEntries(
  Object.entries(formats).map(([name, { accepts }]) => [name, accepts]),
);
