#!/bin/sh
# Process 1 of a machine, already in its own namespaces. Makes the machine's file system of its disk and the
# host's read-only parts, waits for the router to plug in eth0, starts the init and reaps for it.
set -eu
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

tell() { printf '{"milestone":"%s"}\n' "$1" >&3; }
read_only() {
  mount --rbind "$1" "$2"
  mount -o remount,bind,ro "$2"
}
file_read_only() {
  [ -e "$2" ] || : >"$2"
  read_only "$1" "$2"
}

tell namespaces
cd "$MACHINE_DIR"
mount --bind root root
cd root

# A merged /usr leaves /bin and the like as links, an older layout as folders.
for name in usr bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$name" ]; then
    [ -L "$name" ] || ln -s "$(readlink "/$name")" "$name"
  elif [ -d "/$name" ]; then
    mkdir -p "$name"
    read_only "/$name" "$name"
  fi
done
mount --bind ../usr-local usr/local
for name in ssl pki ca-certificates crypto-policies alternatives perl ld.so.conf.d; do
  [ -d "/etc/$name" ] || continue
  mkdir -p "etc/$name"
  read_only "/etc/$name" "etc/$name"
done
for name in ld.so.cache ld.so.conf services protocols; do
  [ ! -f "/etc/$name" ] || file_read_only "/etc/$name" "etc/$name"
done

mount -t proc proc proc
mount -t sysfs -o ro sysfs sys 2>/dev/null || true
mount -t tmpfs -o mode=0755 run run
mkdir -p run/lock
mount -t tmpfs -o mode=0755 dev dev
for name in null zero full random urandom tty; do
  : >"dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/pts
mkdir -m 1777 dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mkfifo -m 0622 dev/console

mkdir -p opt/sandbox/bin opt/sandbox/lib opt/sandbox/shims
read_only "$BIN_DIR" opt/sandbox/bin
read_only "$NODE" opt/sandbox/bin/node
read_only "$PROGRAMS_DIR/lib" opt/sandbox/lib
read_only "$PROGRAMS_DIR/shims" opt/sandbox/shims
# Scripts and units also call these by their full path.
for shim in opt/sandbox/shims/*; do
  name=${shim##*/}
  if [ -e "usr/bin/$name" ]; then
    read_only "$shim" "usr/bin/$name"
  else
    ln -sf "/$shim" "usr/local/bin/$name"
  fi
done

# The router plugs in eth0 and says so.
read -r _
echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
# Only 127.0.0.1 is the machine's own: the rest of 127.0.0.0/8 would hide the sandbox's public addresses.
ip -batch - <<IP
link set lo up
address del 127.0.0.1/8 dev lo
address add 127.0.0.1/32 dev lo
address add $ADDRESS/$PREFIX broadcast + dev eth0
link set eth0 up
route add default via $GATEWAY
route add $PUBLIC_RANGE via $GATEWAY src $ADDRESS
IP
hostname "$(cat etc/hostname)"

mkdir -p .host
pivot_root . .host
cd /
umount -l /.host
rmdir /.host

tell booted
exec 4<&0
env -i PATH="/opt/sandbox/shims:$PATH" HOME=/root LANG=C.UTF-8 TERM=dumb \
  /opt/sandbox/bin/node --max-semi-space-size=1 /opt/sandbox/lib/init.cjs <&4 &
init=$!
exec 4<&- 3>&-
code=0
wait "$init" || code=$?
exit "$code"
