# Runs beside vmalert, in its image: hands it the alert rules of app teams, file by file, once vmalert itself accepts them and
# they are the team's own. With a broken one among them it would load none, and not even start. Arguments: vmalert, the folder of
# what teams wrote, the folder that vmalert reads, what answers once the first is complete, where another vmalert may
# listen, the runbook, and the names of the platform's own alerts.
set -u
VMALERT=$1 FOUND=$2 RULES=$3 READY=$4 LISTEN=$5 RUNBOOK=$6 TAKEN=$7
# Hundreds of rules. What is larger costs more memory to check than this container has.
MOST_BYTES=131072
export LC_ALL=C

# What it says of a refused file is one line that holds no template and may stand between single quotes in YAML.
accepts() {
  WHY="it has more than $MOST_BYTES bytes"
  [ "$(wc -c <"$1")" -le "$MOST_BYTES" ] || return 1
  WHY=$(timeout 30 "$VMALERT" -dryRun -rule="$1" -loggerLevel=FATAL -loggerDisableTimestamps 2>&1) && return 0
  WHY=$(printf '%s\n' "$WHY" | cut -f3- | plain |
    sed 's/^.*errors([0-9]*): *//; s/failed to parse file "[^"]*": //; s/ in file "[^"]*"//' | cut -c1-300)
  return 1
}

plain() { tr '\n\t' '  ' | tr -cd ' -~' | tr -d "'{}%"; }

# Has vmalert read the files, and prints of each that no team may have its name, a tab and why. Only vmalert knows what YAML
# makes of them: its answer has every rule with its group's labels, in JSON as Go writes it. Fails if vmalert does not run.
faults() {
  # Nobody answers there, and nothing is evaluated this soon.
  "$VMALERT" -rule="$1/*" -httpListenAddr="$LISTEN" -datasource.url=http://127.0.0.1:9 -notifier.blackhole \
    -remoteWrite.url=http://127.0.0.1:9 -evaluationInterval=24h -loggerLevel=PANIC >/dev/null 2>&1 &
  reader=$! tries=0
  until wget -q -T 5 -O - "http://$LISTEN/health" >/dev/null 2>&1 || [ $tries -ge 50 ]; do
    kill -0 $reader 2>/dev/null || tries=50
    tries=$((tries + 1))
    sleep 0.2
  done
  wget -q -T 10 -O - "http://$LISTEN/api/v1/rules" 2>/dev/null | grep -oE '"([^"\\]|\\.)*"|[]{}:,[]|[^]{}:,"[]+' |
    awk -v taken=" $TAKEN " '
      # The lines are the tokens. A rule is an object at depth 6: data, groups, [, group, rules, [.
      function text(token) { return substr(token, 2, length(token) - 2) }
      function judge(name, namespace, why) {
        sub(/^.*\//, "", file)
        namespace = substr(file, index(file, "_") + 1)
        sub(/\..*$/, "", namespace)
        if (kind == "alerting" && index(taken, " " rule " ")) why = "the platform has an alert " rule " itself: give this one another name"
        else if (owner != namespace) why = "rule " rule " has not the label namespace: " namespace ", which its group can give it: labels: namespace: " namespace
        if (why != "" && !(file in told)) { told[file] = 1; print file "\t" why }
      }
      /^[[{]$/ { depth++; key[depth] = ""; value = 0; if (depth == 6) rule = file = kind = owner = ""; next }
      /^[]}]$/ { if (depth == 6 && key[4] == "rules") judge(); depth--; value = 0; next }
      /^:$/ { value = 1; next }
      /^,$/ { value = 0; next }
      !value { key[depth] = text($0); next }
      depth == 1 && key[1] == "status" { heard = 1 }
      depth == 6 && key[6] == "name" { rule = text($0) }
      depth == 6 && key[6] == "file" { file = text($0) }
      depth == 6 && key[6] == "type" { kind = text($0) }
      depth == 7 && key[6] == "labels" && key[7] == "namespace" { owner = text($0) }
      END { exit !heard || depth }
    '
  heard=$?
  kill -9 $reader 2>/dev/null
  wait $reader 2>/dev/null
  return $heard
}

accept() {
  cp "$RULES/new/$1" "$RULES/next" && mv "$RULES/next" "$RULES/accepted/$1" && rm -f "$RULES/refused/$1"
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

batch() { rm -rf "$RULES/batch" && mkdir "$RULES/batch" && bytes=0; }

# As many files at once as one may be large, for the sake of memory.
judge_batch() { [ "$bytes" = 0 ] || judge "$RULES/batch"; batch; }

# Judges what vmalert accepts of the new files, all at once; if it does not start with them, one by one.
judge() {
  if found=$(faults "$1"); then
    for file in "$1"/*; do
      name=${file##*/}
      WHY=$(printf '%s\n' "$found" | awk -F '\t' -v name="$name" '$1 == name { print $2 }' | plain | cut -c1-300)
      if [ -z "$WHY" ]; then accept "$name"; else refuse "$name"; fi && mv "$RULES/new/$name" "$RULES/seen/$name"
    done
  elif [ "$1" = "$RULES/batch" ]; then
    for file in "$1"/*; do
      name=${file##*/}
      rm -rf "$RULES/one" && mkdir "$RULES/one" && cp "$file" "$RULES/one/$name" && judge "$RULES/one"
    done
  else
    WHY="vmalert does not start with it"
    refuse "$name" && mv "$RULES/new/$name" "$RULES/seen/$name"
  fi
}

round() {
  rm -rf "$RULES/new" && mkdir "$RULES/new"
  for file in "$FOUND"/namespace_*; do
    name=${file##*/}
    if [ ! -f "$file" ] || cmp -s "$file" "$RULES/seen/$name" 2>/dev/null; then continue; fi
    cp "$file" "$RULES/new/$name" || continue
    if accepts "$RULES/new/$name"; then continue; fi
    if refuse "$name"; then mv "$RULES/new/$name" "$RULES/seen/$name"; else rm -f "$RULES/new/$name"; fi
  done
  batch
  for fresh in "$RULES"/new/*; do
    [ -f "$fresh" ] || continue
    size=$(wc -c <"$fresh")
    [ $((bytes + size)) -le $MOST_BYTES ] || judge_batch
    cp "$fresh" "$RULES/batch/" && bytes=$((bytes + size))
  done
  judge_batch
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
