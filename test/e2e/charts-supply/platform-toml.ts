/** The smallest platform, with one addon; `more` stands above the tables. */
export const platformToml = (addon: string, more = ""): string => `
name = "acme"
domain = "apps.acme.example"
api_lb_allowed_cidrs = ["203.0.113.0/24"]
cloudstack = { zone = "ZP01", template = "Ubuntu 24.04" }
network = { offering = "isolated", cidr = "10.1.1.0/24" }
control_plane = { offering = "medium", schedulable = true }
${more}

[addons]
profile = "none"

[addons.${addon}]
enabled = true
`;
