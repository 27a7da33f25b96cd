/** `/run/cloud-init/instance-data.json`: the standardised keys that other programs (the CSI driver) read. */
export function instanceData(instanceId: string, localHostname: string): string {
  const v1 = {
    cloud_name: "cloudstack",
    "cloud-name": "cloudstack",
    distro: "ubuntu",
    distro_release: "noble",
    distro_version: "24.04",
    instance_id: instanceId,
    "instance-id": instanceId,
    local_hostname: localHostname,
    "local-hostname": localHostname,
    platform: "cloudstack",
    subplatform: "sandbox",
  };
  return `${JSON.stringify({ base64_encoded_keys: [], sensitive_keys: [], v1 }, undefined, 1)}\n`;
}
