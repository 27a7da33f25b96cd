/** The machine's /etc/hosts; its own name stands for `privateIp`, as 127.0.1.1 does not exist in the sandbox. */
export function hostsFile(privateIp: string, hostname: string, fqdn = hostname): string {
  const names = [...new Set([fqdn, hostname])].join(" ");
  return `127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n${privateIp} ${names}\n`;
}
