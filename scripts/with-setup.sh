#!/bin/sh
# Runs scripts/NAME.ts after making sure that all it needs is there: what npm installs, the Debian packages that NAME uses,
# and an up-to-date build. Says what it does; does nothing that is done already. Works with any Node, or none but npm's.
# usage: scripts/with-setup.sh NAME [ARGUMENT…]; with set-up as the name there is nothing to run afterwards
set -eu
cd "$(dirname -- "$0")/.."
name=$1
shift

say() { printf '%s\n' "set-up: $*" >&2; }

case $name in
  test | proof | set-up) packages='iproute2 nftables openssl strace libxml2-utils shellcheck corosync pacemaker crmsh pcs resource-agents rpm lintian man-db python3 awscli conntrackd' ;;
  demo | soak) packages='iproute2 nftables corosync pacemaker crmsh' ;;
  bench) packages='iproute2 nftables strace python3 curl resource-agents awscli' ;;
  package) packages='rpm' ;;
  *) packages='iproute2 nftables' ;;
esac

install_modules() {
  installed=node_modules/.package-lock.json
  if [ -e "$installed" ] && [ -z "$(find package-lock.json -newer "$installed")" ]; then return; fi
  say "installing the npm packages of package-lock.json (npm ci)"
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch "$installed"
}

missing_packages() {
  for package in $packages; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=none
    [ "$status" = installed ] || printf '%s ' "$package"
  done
}

install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "this is no Debian: if one of these is missing, what needs it is left out: $packages"
    return
  fi
  missing=$(missing_packages)
  if [ -z "$missing" ]; then return; fi
  if [ "$(id -u)" != 0 ]; then
    say "without root nothing can be installed, so what needs these packages is left out: $missing"
    return
  fi
  say "installing Debian packages: $missing"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # a list of names
  { apt-get update -qq && apt-get install -y -qq $missing; } >&2 || say "some could not be installed; what needs them is left out"
  stop_services
}

# Tests bring their own clusters: what was just installed must not start one on this host.
stop_services() {
  [ -d /run/systemd/system ] || return 0
  case " $missing" in
    *" corosync "* | *" pacemaker "* | *" pcs "*)
      systemctl disable --now pcsd pacemaker corosync >/dev/null 2>&1 || true
      ;;
  esac
}

install_modules
install_packages
PATH=$PWD/node_modules/.bin:$PATH
export PATH
node scripts/build.ts --if-stale
if [ "$name" = set-up ]; then exit; fi
exec node "scripts/$name.ts" "$@"
