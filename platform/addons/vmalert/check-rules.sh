# Runs beside vmalert, in its image: hands it the alert rules of app teams, file by file, once vmalert itself accepts them.
# With a broken one among them it would load none, and not even start. Arguments: vmalert, the folder of what teams wrote,
# the folder that vmalert reads, what answers once the first is complete, and the runbook.
set -u
VMALERT=$1 FOUND=$2 RULES=$3 READY=$4 RUNBOOK=$5
# Hundreds of rules. What is larger costs more memory to check than this container has.
MOST_BYTES=131072
export LC_ALL=C

# What it says of a refused file is one line that holds no template and may stand between single quotes in YAML.
accepts() {
  WHY="it has more than $MOST_BYTES bytes"
  [ "$(wc -c <"$1")" -le "$MOST_BYTES" ] || return 1
  WHY=$(timeout 30 "$VMALERT" -dryRun -rule="$1" -loggerLevel=FATAL -loggerDisableTimestamps 2>&1) && return 0
  WHY=$(printf '%s\n' "$WHY" | cut -f3- | tr '\n\t' '  ' | tr -cd ' -~' | tr -d "'{}%" |
    sed 's/^.*errors([0-9]*): *//; s/failed to parse file "[^"]*": //; s/ in file "[^"]*"//' | cut -c1-300)
  return 1
}

accept() {
  cp "$RULES/copy" "$RULES/next" && mv "$RULES/next" "$RULES/accepted/$1" && rm -f "$RULES/refused/$1"
}

# What was accepted of the file before stays. A ConfigMap's name with a dot in it cannot be told from the key.
refuse() {
  place=${1#namespace_}
  namespace=${place%%.*} place=${place#*.configmap_}
  configmap=${place%%.*} key=${place#*.}
  cat >"$RULES/next" <<END
groups:
  - name: refused
    rules:
      - alert: AlertRulesRefused
        expr: vector(1)
        labels: { severity: warning, namespace: '$namespace', configmap: '$configmap', key: '$key' }
        annotations:
          summary: 'alert rules in $key of ConfigMap $configmap in namespace $namespace are refused: $WHY'
          runbook: '$RUNBOOK'
END
  accepts "$RULES/next" && mv "$RULES/next" "$RULES/refused/$1"
}

round() {
  for file in "$FOUND"/namespace_*; do
    name=${file##*/}
    if [ ! -f "$file" ] || cmp -s "$file" "$RULES/seen/$name" 2>/dev/null; then continue; fi
    cp "$file" "$RULES/copy" || continue
    if accepts "$RULES/copy"; then accept "$name"; else refuse "$name"; fi && mv "$RULES/copy" "$RULES/seen/$name"
  done
  for file in "$RULES"/seen/* "$RULES"/accepted/* "$RULES"/refused/*; do
    [ -f "$FOUND/${file##*/}" ] || rm -f "$file"
  done
}

trap 'exit 0' TERM
mkdir -p "$RULES/seen" "$RULES/accepted" "$RULES/refused"
while :; do
  if wget -q -T 5 -O /dev/null "$READY"; then
    round
    # From now on vmalert finds them when it starts.
    : >"$RULES/ready"
    sleep 15 &
  else
    sleep 2 &
  fi
  wait $!
done
