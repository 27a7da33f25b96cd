import { expect, it } from "vitest";
import { sampleApp } from "../testing/sample-app.ts";
import { secretNames } from "./secret-names.ts";

it("names every secret that pods refer to, and none that they do not", () => {
  const app = sampleApp(`
port = 80
secrets = ["SESSION_KEY"]
env = { MAIL = "\${needs.mail.smtp_url}" }

[files."/key.pem"]
secret = "SIGNING_KEY"

[jobs.report]
command = ["bin/report"]
env = { BUCKET = "\${needs.up-loads.bucket}", KEY = "\${needs.up-loads.secret_key}" }

[needs.mail]
type = "external"
secrets = ["SMTP_URL", "UNUSED"]

[needs.up-loads]
type = "s3"
endpoint = "https://s3.example.com"
bucket = "files"
`);
  expect(secretNames(app)).toEqual(["SESSION_KEY", "SIGNING_KEY", "SMTP_URL", "UP_LOADS_SECRET_KEY"]);
});
