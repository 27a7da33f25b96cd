/**
 * Units that an Ubuntu 24.04 cloud image has and that nothing in a sandbox needs: they are present, enabled
 * and active, and every action on them succeeds without effect.
 */
const present: readonly RegExp[] = [
  /^systemd-(resolved|networkd|networkd-wait-online|timesyncd|journald|logind|udevd|sysctl)\.service$/,
  /^(ssh|sshd|unattended-upgrades|apt-daily|apt-daily-upgrade|cron|dbus|rsyslog|ufw|snapd|multipathd)\.service$/,
  /^cloud-(init|init-local|config|final)\.service$/,
  /^(apt-daily|apt-daily-upgrade|fstrim|logrotate|dpkg-db-backup|motd-news)\.timer$/,
  /^(ssh|snapd|systemd-networkd)\.socket$/,
  /\.target$/,
];

/** Whether the unit belongs to the operating system. Files in `/etc/systemd/system` come before these. */
export function isOsUnit(name: string): boolean {
  return present.some((pattern) => pattern.test(name));
}
