import type { Approach } from "./approach.ts";

const upload = (what: string) => ({ kind: "file upload", waits: [`upload of ${what}`] }) as const;

/** What each node gets over SSH. Terraform does a resource's provisioners one after the other. */
const installation = [
  { kind: "poll", waits: ["first boot, until SSH answers"] },
  upload("the installer"),
  upload("the configuration"),
  upload("k3s"),
  upload("k3s's images"),
  { kind: "remote script", waits: ["installation and start of k3s"] },
] as const;

/**
 * The public repository from which this project's requirements came, read and not run: which Terraform resources lead to
 * a cluster whose API answers, what they depend on, and what its provisioners do. Default variables, which name the network
 * offering and the template by id; add-ons are left out on both sides. Its variables ask for three agents at least;
 * fewer are counted here to compare like with like.
 *
 * Every fact is from `modules/cloudstack-k3s/main.tf`.
 */
export const locawebPlatform: Approach = {
  repository: "https://github.com/gmautner/locaweb-platform",
  commit: "f58d09407ed479a32386ac59b413b806275b4bea",
  resources: [
    { id: "keypair", type: "cloudstack_ssh_keypair", copies: "one", attributes: {}, needs: [] },
    {
      id: "network",
      type: "cloudstack_network",
      copies: "one",
      // Tags are empty unless the operator sets some.
      attributes: {
        network_offering: "c39d7786-2967-4b18-948e-a97d605cbf89",
        zone: "ZP01",
        source_nat_ip: true,
      },
      needs: [],
    },
    {
      id: "api-address",
      type: "cloudstack_ipaddress",
      copies: "one",
      attributes: { zone: "ZP01" },
      needs: ["network"],
    },
    {
      id: "ingress-address",
      type: "cloudstack_ipaddress",
      copies: "one",
      attributes: { zone: "ZP01" },
      needs: ["network"],
    },
    {
      id: "api-firewall",
      type: "cloudstack_firewall",
      copies: "one",
      attributes: { rule: [{ ports: ["6443"] }] },
      needs: ["api-address"],
    },
    {
      id: "ingress-firewall",
      type: "cloudstack_firewall",
      copies: "one",
      attributes: { rule: [{ ports: ["80", "443"] }] },
      needs: ["ingress-address"],
    },
    {
      id: "server",
      type: "cloudstack_instance",
      copies: "server",
      attributes: {
        service_offering: "large",
        template: "73253685-dcf5-42ec-ad7e-77482fa11e26",
        zone: "ZP01",
        tags: { cluster: "", role: "controlplane" },
      },
      needs: ["keypair", "network"],
    },
    {
      id: "agent",
      type: "cloudstack_instance",
      copies: "agent",
      attributes: {
        service_offering: "xlarge",
        template: "73253685-dcf5-42ec-ad7e-77482fa11e26",
        zone: "ZP01",
        tags: { cluster: "", role: "worker" },
      },
      needs: ["keypair", "network"],
    },
    {
      id: "api-load-balancer",
      type: "cloudstack_loadbalancer_rule",
      copies: "one",
      attributes: {},
      needs: ["api-address", "network", "server"],
    },
  ],
  work: [
    {
      id: "k3s_artifacts",
      copies: "one",
      // One script with three downloads to the operator's machine.
      actions: [
        {
          kind: "local script",
          waits: ["download of the installer", "download of k3s", "download of k3s's images"],
        },
      ],
      needs: [],
    },
    {
      id: "k3s_upload_controlplane",
      copies: "server",
      actions: installation,
      // The uploaded configuration names the API's address.
      needs: ["k3s_artifacts", "server", "api-address"],
    },
    {
      id: "k3s_upload_agent",
      copies: "agent",
      actions: installation,
      needs: ["k3s_artifacts", "agent", "api-address", "k3s_upload_controlplane"],
    },
    {
      id: "k3s_kubeconfig",
      copies: "one",
      // One script: asks over SSH every 10 s whether the file is there, then reads it over SSH.
      actions: [
        { kind: "poll", waits: ["poll for the kubeconfig over SSH"] },
        { kind: "local script", waits: ["read of the kubeconfig over SSH"] },
      ],
      needs: ["server", "api-address", "k3s_upload_controlplane"],
    },
    {
      id: "k3s_ready",
      copies: "one",
      // One script that asks every 10 s until all nodes are Ready; it also needs the Cilium release.
      actions: [
        { kind: "local script", waits: [] },
        { kind: "poll", waits: ["poll until all nodes are Ready"] },
      ],
      needs: ["k3s_kubeconfig", "server", "agent", "k3s_upload_agent"],
    },
  ],
  ready: ["api-load-balancer", "api-firewall", "k3s_kubeconfig"],
};
