# Runs on a node in the k3s-upgrade image, before the node is cordoned and upgraded. Arguments: servers or agents, and how
# long a drain may take. What fails here fails before anything was done to the node.
set -eu

ROLE=$1 DRAIN_TIMEOUT=$2
NODE=$SYSTEM_UPGRADE_NODE_NAME

say() { echo "loco: $*"; }
refuse() {
  say "$*. Nothing was done to $NODE"
  exit 1
}
kubectl() { /opt/k3s kubectl "$@"; }

# Of a program that says it is "k3s version v1.36.3+k3s1 (...)": 36 3 1.
numbers() {
  "$1" --version | sed -n 's/^k3s version v1\.\([0-9]*\)\.\([0-9]*\)[^+]*+k3s\([0-9]*\) .*/\1 \2 \3/p'
}

# Of each node: name, readiness, whether it is cordoned, and its taints' keys with commas between.
COLUMNS='NAME:.metadata.name,READY:.status.conditions[?(@.type=="Ready")].status'
COLUMNS="$COLUMNS,CORDONED:.spec.unschedulable,TAINTS:.spec.taints[*].key"
nodes() { kubectl get nodes --no-headers --output "custom-columns=$COLUMNS" "$@"; }

# A server that is away counts in etcd: taking another one down could leave too few.
other_servers_are_ready() {
  nodes --selector node-role.kubernetes.io/control-plane=true |
    awk -v node="$NODE" '$1 != node && $2 != "True" { away = 1 } END { exit NR == 0 || away }'
}

# Whether another node takes pods and has no taint that is not here, too.
pods_can_go_elsewhere() {
  nodes | awk -v node="$NODE" '
    { ready[$1] = $2; cordoned[$1] = $3; taints[$1] = $4 }
    END {
      split(taints[node] ",<none>", keys, ",")
      for (i in keys) borne[keys[i]] = 1
      for (name in ready) {
        if (name == node || ready[name] != "True" || cordoned[name] == "true") continue
        takes = 1
        split(taints[name], keys, ",")
        for (i in keys) if (!(keys[i] in borne)) takes = 0
        if (takes) exit 0
      }
      exit 1
    }'
}

old=$(numbers /host/usr/local/bin/k3s)
new=$(numbers /opt/k3s)
[ -n "$old" ] || refuse "cannot tell the version of /usr/local/bin/k3s"
[ -n "$new" ] || refuse "cannot tell the version of the new k3s"
if [ "$old" = "$new" ]; then
  say "$NODE has this version already"
  exit 0
fi
# shellcheck disable=SC2086 # three words each
set -- $old $new
[ $((($4 - $1) * 1000000 + ($5 - $2) * 1000 + $6 - $3)) -gt 0 ] ||
  refuse "refused to go down from v1.$1.$2+k3s$3 to v1.$4.$5+k3s$6"
[ $(($4 - $1)) -le 1 ] ||
  refuse "refused to skip a minor version, from v1.$1.$2+k3s$3 to v1.$4.$5+k3s$6: go to v1.$(($1 + 1)) first"

if [ "$ROLE" = servers ]; then
  until other_servers_are_ready; do
    say "waiting for the other servers to be ready"
    sleep 15
  done
else
  # Of the image: waits until all servers have this version.
  /bin/upgrade.sh prepare k3s-servers
fi

# https://kubernetes.io/releases/version-skew-policy/#kubelet: drain before a new minor version. For others pods keep
# running: k3s leaves them alone when it restarts.
if [ "$1" != "$4" ] && pods_can_go_elsewhere; then
  # By eviction, which respects PodDisruptionBudgets, and without --force, which loses pods that nobody makes again.
  if ! kubectl drain "$NODE" --ignore-daemonsets --delete-emptydir-data --timeout "$DRAIN_TIMEOUT" \
    --pod-selector '!upgrade.cattle.io/controller'; then
    kubectl uncordon "$NODE"
    say "$NODE was not drained within $DRAIN_TIMEOUT, so it was not upgraded and takes pods again"
    exit 1
  fi
fi
