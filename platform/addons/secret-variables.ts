/**
 * Sensitive Terraform variables, set as `TF_VAR_<name>`, and what each is. They become Kubernetes Secrets and nothing
 * else (design.md, D9).
 */
export const SECRET_VARIABLES = {
  alertmanager_dead_mans_switch_url:
    "URL that hears as long as alerts can be sent, and tells people when that stops",
  alertmanager_slack_url: "URL of an incoming webhook of Slack, for alerts",
  alertmanager_smtp_password: "password of the mail server's user, for alerts",
  alertmanager_teams_url: "URL of a Microsoft Teams workflow that posts to a channel, for alerts",
  alertmanager_webhook_url: "URL that alerts are posted to",
  argocd_oidc_client_secret: "secret of the client that Argo CD is to the identity provider, for signing in",
  argocd_repository_password: "password or token of that user",
  argocd_repository_ssh_key: "private key, in PEM, that may read the repository that Argo CD deploys",
  argocd_repository_username: "user who may read the repository that Argo CD deploys",
  cloudstack_api_url: "URL of the CloudStack API as pods reach it, such as https://cloud.example/client/api",
  cloudstack_api_key:
    "CloudStack API key of the account that owns the platform, for load balancers and volumes",
  cloudstack_secret_key: "CloudStack secret key that belongs to it",
  dex_github_client_secret: "secret of the OAuth app that Dex is to GitHub",
  dex_gitlab_client_secret: "secret of the application that Dex is to GitLab",
  dex_ldap_bind_password: "password of the LDAP user that Dex looks people up as",
  dex_oidc_client_secret: "secret of the client that Dex is to the identity provider",
  dns01_cloudflare_api_token: "Cloudflare API token that may edit DNS records, for certificates",
  dns01_route53_access_key_id: "AWS access key id that may edit DNS records, for certificates",
  dns01_route53_secret_access_key: "AWS secret access key that belongs to it",
  dns01_rfc2136_tsig_secret: "TSIG key, in base64, that may update DNS records, for certificates",
  dns01_webhook_secret: "What the DNS-01 webhook signs in with, for certificates",
  external_dns_cloudflare_api_token: "Cloudflare API token that may read zones and edit DNS records",
  external_dns_rfc2136_tsig_secret:
    "TSIG key, in base64, that may update and transfer the zones, for DNS records",
  external_dns_route53_access_key_id: "AWS access key id that may edit DNS records",
  external_dns_route53_secret_access_key: "AWS secret access key that belongs to it",
  external_dns_webhook_secret: "What external-dns' webhook signs in to the DNS provider with",
  grafana_oidc_client_secret: "secret of the client that Grafana is to the identity provider, for signing in",
  issuer_ca_certificate:
    "certificate of the CA that signs apps' certificates, in PEM, and after it those that signed it",
  issuer_ca_key: "key of that CA, in PEM, not encrypted",
  keycloak_database_password: "password of the user who owns Keycloak's database",
  loki_s3_access_key_id: "access key id for the S3 bucket of the logs",
  loki_s3_secret_access_key: "secret access key that belongs to it",
  registry_htpasswd: "users of the registry beside admin, a line each as htpasswd -nB writes them",
} as const satisfies Readonly<Record<string, string>>;

export type SecretVariable = keyof typeof SECRET_VARIABLES;
