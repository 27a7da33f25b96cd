# The last step of a release of app-base: makes passwords that are not there, then waits until every need answers.
#
# NAMESPACE, LOGINS (Secrets), USERS (Secret=annotation ...), ADDRESSES (name=host:port ...), SECONDS_TO_WAIT
set -u

account=${ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}
api=${API:-https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT}
work=${WORK:-/tmp}
end=$(($(date +%s) + SECONDS_TO_WAIT))

# Neither password nor token is ever an argument, which others could see. A Secret that is there already stays as it is.
make_login() {
  password=$(head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
  printf '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s"},"stringData":{"password":"%s"}}' "$1" "$password" |
    curl -s -o "$work/answer" -w '%{http_code}' --max-time 10 --cacert "$account/ca.crt" -H "@$work/headers" \
      --data-binary @- "$api/api/v1/namespaces/$NAMESPACE/secrets"
}

# An operator marks the Secret when it has made the user. Only what is around the password is asked for.
has_user() {
  curl -s --max-time 10 --cacert "$account/ca.crt" -H "@$work/headers" \
    -H 'Accept: application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' \
    "$api/api/v1/namespaces/$NAMESPACE/secrets/${1%%=*}" | grep -q "\"${1#*=}\""
}

if [ -n "$LOGINS" ]; then
  printf 'Content-Type: application/json\nAuthorization: Bearer %s\n' "$(cat "$account/token")" >"$work/headers"
  for login in $LOGINS; do
    while :; do
      code=$(make_login "$login")
      case $code in
        201) echo "made the password in Secret $login" && break ;;
        409) break ;;
      esac
      if [ "$(date +%s)" -ge "$end" ]; then
        echo "gave up: the API server does not take Secret $login (HTTP $code)" && cat "$work/answer"
        exit 1
      fi
      echo "the API server does not take Secret $login (HTTP $code); trying again"
      sleep 5
    done
  done
fi

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
  [ -z "$missing$users" ] && exit 0
  now=$(date +%s)
  if [ "$now" -ge "$end" ]; then
    for need in $missing; do
      echo "gave up: ${need%%=*} does not answer at ${need#*=}; see: kubectl -n $NAMESPACE get pods,events"
    done
    for user in $users; do
      echo "gave up: nobody has made the user of Secret ${user%%=*}; see the operator's logs"
    done
    exit 1
  fi
  echo "waiting for$missing$users ($((end - now)) s left)"
  sleep 5
done
