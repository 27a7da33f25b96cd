/** A loco.toml with each need, once with one instance and once with several, with copies of all that is copied. */
export const NEEDY_APP = `
port = 80

[volumes.files]
path = "/data"
size = "1Gi"

[backup]
schedule = "* * * * *"

[needs.db]
type = "postgres"
backup = { keep = 7 }

[needs.orders]
type = "postgres"
replicas = 2

[needs.sql]
type = "mysql"
backup = { keep = 7 }

[needs.sqls]
type = "mysql"
replicas = 3

[needs.docs]
type = "mongodb"
backup = { keep = 7 }

[needs.docses]
type = "mongodb"
replicas = 3

[needs.search]
type = "elasticsearch"

[needs.searches]
type = "elasticsearch"
replicas = 3

[needs.queue]
type = "rabbitmq"

[needs.queues]
type = "rabbitmq"
replicas = 3
`;

/** Volumes of {@link ../../support/app-cluster.ts}'s class for all that it makes, as large as is asked for: MongoDB's operator stops at a larger one. */
export const volumes = () => ({
  apiVersion: "v1",
  kind: "List",
  items: Array.from({ length: 30 }, (_, index) => ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `more-${index}` },
    spec: {
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "10Gi" },
      storageClassName: "cloudstack",
      hostPath: { path: `/more-${index}` },
    },
  })),
});
