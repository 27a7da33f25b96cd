/** A file of `write_files`, as `cloud-config.schema.json` allows it. */
export interface WriteFile {
  readonly path: string;
  readonly content?: string;
  readonly encoding?: string;
  readonly permissions?: string;
  readonly owner?: string;
  readonly append?: boolean;
  readonly defer?: boolean;
}

/** A shell line, or the arguments of one program. `null` entries are left out, as in cloud-init. */
export type Command = string | readonly string[] | null;

/** User-data that passed `cloud-config.schema.json`. */
export interface CloudConfig {
  readonly hostname?: string;
  readonly fqdn?: string;
  readonly preserve_hostname?: boolean;
  readonly manage_etc_hosts?: boolean | "localhost";
  readonly timezone?: string;
  readonly ssh_pwauth?: boolean;
  readonly disable_root?: boolean;
  readonly write_files?: readonly WriteFile[];
  readonly bootcmd?: readonly Command[];
  readonly runcmd?: readonly Command[];
  readonly package_update?: boolean;
  readonly package_upgrade?: boolean;
  readonly package_reboot_if_required?: boolean;
  readonly packages?: readonly (string | readonly string[])[];
  readonly apt?: Readonly<Record<string, unknown>>;
  readonly power_state?: {
    readonly mode: "poweroff" | "reboot" | "halt";
    readonly delay?: "now" | number | string;
    readonly message?: string;
    readonly timeout?: number;
    readonly condition?: boolean;
  };
}
