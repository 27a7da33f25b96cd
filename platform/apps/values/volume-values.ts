import type { App } from "../app.ts";
import type { BaseValues } from "./base-values.gen.ts";

/** Volumes by name. Without a class of their own they have the cluster's default, which Kubernetes fixes when it makes them. */
export const volumeValues = ({ volumes, backup }: App): NonNullable<BaseValues["volumes"]> =>
  Object.fromEntries(
    volumes.map(({ name, size, storageClass, backup: copied }) => [
      name,
      {
        size,
        ...(storageClass === undefined ? {} : { storageClass }),
        backup: copied && backup !== undefined,
      },
    ]),
  );
