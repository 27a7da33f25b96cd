# The last step of a release of app-base: brings custom resources to what the file says, makes passwords that are not there, waits until
# every need answers, and then has budgets let broken pods go.
#
# NAMESPACE, OBJECTS (Kind.name=path in the API ..., each with a patch in Kind.name.json beside this file), LOGINS (Secrets),
# USERS (Secret=annotation ...), ADDRESSES (name=host:port ...), BUDGETS (PodDisruptionBudgets), SECONDS_TO_WAIT
set -u

account=${ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}
api=${API:-https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT}
work=${WORK:-/tmp}
end=$(($(date +%s) + SECONDS_TO_WAIT))

# Takes a path in the API; more arguments are curl's. Says the HTTP code, which is 000 without an answer. Neither password nor token is
# ever an argument, which others could see.
ask() {
  path=$1
  shift
  : >"$work/answer"
  curl -sS -o "$work/answer" -w '%{http_code}' --max-time 30 --cacert "$account/ca.crt" -H "@$work/headers" "$@" \
    "$api$path?fieldManager=loco&pretty=true"
}

# What the API server said, if anything.
reason() {
  sed -n 's/^  "message": "\(.*\)",*$/\1/p' "$work/answer" | sed 's/\\"/"/g'
}

# Repeats a request until it is taken, or fails. A right that was just given may not be known yet; what is refused three times stays so.
insist() {
  what=$1
  shift
  refused=0
  while :; do
    code=$("$@")
    case $code in
      2*) return ;;
      409) [ "$1" = make_login ] && return ;;
      429) ;;
      4*) refused=$((refused + 1)) ;;
    esac
    if [ "$refused" -ge 3 ] || [ "$(date +%s)" -ge "$end" ]; then
      echo "gave up: the API server does not take $what (HTTP $code): $(reason)"
      return 1
    fi
    echo "the API server does not take $what (HTTP $code); trying again"
    sleep 5
  done
}

# Helm compares two releases and never looks at what is there, so that it takes back nothing that a failed release, or a hand, did.
patch() {
  ask "${1#*=}" -X PATCH -H 'Content-Type: application/merge-patch+json' \
    --data-binary "@${0%/*}/${1%%=*}.json"
}

# A Secret that is there already stays as it is.
make_login() {
  password=$(head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
  printf '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s"},"stringData":{"password":"%s"}}' "$1" "$password" |
    ask "/api/v1/namespaces/$NAMESPACE/secrets" -H 'Content-Type: application/json' --data-binary @-
}

# An operator marks the Secret when it has made the user. Only what is around the password is asked for.
has_user() {
  ask "/api/v1/namespaces/$NAMESPACE/secrets/${1%%=*}" \
    -H 'Accept: application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' >"$work/code"
  grep -q "\"${1#*=}\"" "$work/answer"
}

# Otherwise a drain waits for the repair of a single instance that crashes, or of one of two broken ones of three.
let_go() {
  ask "/apis/policy/v1/namespaces/$NAMESPACE/poddisruptionbudgets/$1" -X PATCH -H 'Content-Type: application/merge-patch+json' \
    --data-binary '{"spec":{"unhealthyPodEvictionPolicy":"AlwaysAllow"}}'
}

# Their operator has made the budgets by now. If it has not, databases are well all the same, so that nothing fails of it.
finish() {
  for budget in $BUDGETS; do
    insist "that budget $budget lets broken pods go" let_go "$budget"
  done
  exit "$1"
}

if [ -n "$OBJECTS$LOGINS" ]; then
  printf 'Authorization: Bearer %s\n' "$(cat "$account/token")" >"$work/headers"
fi
for object in $OBJECTS; do
  name=${object%%=*}
  insist "${name%%.*} ${name#*.} as the file has it" patch "$object" || exit 1
done
for login in $LOGINS; do
  insist "Secret $login" make_login "$login" || exit 1
  [ "$code" = 201 ] && echo "made the password in Secret $login"
done

missing=$ADDRESSES
users=$USERS
while :; do
  left=
  for need in $missing; do
    address=${need#*=}
    if nc -z -w 2 "${address%:*}" "${address#*:}" 2>/dev/null; then
      echo "${need%%=*} answers at $address"
    else
      left="$left $need"
    fi
  done
  missing=$left
  left=
  for user in $users; do
    if has_user "$user"; then
      echo "the user of ${user%%=*} is there"
    else
      left="$left $user"
    fi
  done
  users=$left
  [ -z "$missing$users" ] && finish 0
  now=$(date +%s)
  if [ "$now" -ge "$end" ]; then
    for need in $missing; do
      echo "gave up: ${need%%=*} does not answer at ${need#*=}; see: kubectl -n $NAMESPACE get pods,events"
    done
    for user in $users; do
      echo "gave up: nobody has made the user of Secret ${user%%=*}; see the operator's logs"
    done
    finish 1
  fi
  echo "waiting for$missing$users ($((end - now)) s left)"
  sleep 5
done
