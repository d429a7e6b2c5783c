# shellcheck shell=bash
# What the scripts in this folder share. Source it; it changes nothing by itself.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
deps=$project/.deps # everything the setup makes; may be removed at any time
PATH=$PATH:/usr/sbin:/sbin # a plain user's PATH lacks ip, ethtool, ldconfig

# One line for each step that takes a while. Standard output belongs to the caller.
progress() { printf 'setup: %s\n' "$*" >&2; }

# die WHAT NEXT: what is wrong, and what the reader can do about it.
die() {
  printf 'setup: %s\n  -> %s\n' "$1" "$2" >&2
  exit 1
}

have() { command -v "$1" >/dev/null; }

# logged NAME COMMAND...: keeps the output in .deps/log/NAME.log, shows its end on failure.
logged() {
  local log=$deps/log/$1.log
  shift
  mkdir -p "$deps/log"
  printf '== %s\n' "$*" >>"$log"
  "$@" >>"$log" 2>&1 </dev/null && return
  tail -n 15 "$log" | sed 's/^/  | /' >&2
  printf '  (all of it: %s)\n' "$log" >&2
  return 1
}

# One setup at a time. The kernel drops the lock with the process, so a crash leaves none behind.
lock() {
  mkdir -p "$deps" 2>/dev/null || true
  [ -w "$deps" ] || die "cannot write in $deps" "remove it, or make it yours, then run $0 again"
  exec 9>"$deps/lock"
  flock -n 9 || { progress "waiting for another setup that is running" && flock 9; }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# The version apt would install; empty when apt knows no such package.
candidate() {
  LC_ALL=C apt-cache policy "$1" | sed -n 's/^  Candidate: //p' | grep -vFx '(none)' || true
}

# can_install WHAT: is there an apt, and the right to use it?
can_install() {
  have apt-get || die "missing: $1" "install them with this system's package manager, then run $0 again"
  [ "$(id -u)" = 0 ] || { have sudo && { sudo -n true 2>/dev/null || sudo -v; }; } ||
    die "missing: $1; installing needs root or sudo" "as root, run: $project/setup/dependencies"
}

# apt_update WHAT: once per setup, and only when something is to be installed.
apt_update() {
  can_install "$1"
  [ -z "${SETUP_APT_UPDATED-}" ] || return 0
  progress "updating apt's package lists"
  # Without a network apt-get update only warns, and leaves the lists as they were: empty, at first.
  { logged apt as_root apt-get -q update && [ -n "$(candidate make)" ]; } ||
    die "missing: $1; apt could not get its package lists" \
      "see to the network (apt's words: $deps/log/apt.log), then run $0 again"
  export SETUP_APT_UPDATED=1
}

# apt_install PACKAGE...: after apt_update. $installing is there until it has succeeded.
installing=$deps/installing
apt_install() {
  touch "$installing"
  if [ -n "$(dpkg --audit)" ]; then # apt refuses to go on where an installation was cut off
    progress "repairing an installation that was cut off"
    logged apt as_root env DEBIAN_FRONTEND=noninteractive sh -c \
      'dpkg --configure -a; apt-get -q -y --no-remove --no-install-recommends --fix-broken install' || true
  fi
  progress "installing ${*:-what is left}"
  logged apt as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-remove --no-install-recommends "$@" ||
    die "could not install: $*" "as root, run: apt-get update && apt-get install --no-install-recommends $*"
  rm -f "$installing"
}

# The mirrors this system takes its release from, as apt itself understands its sources.
mirrors() {
  # shellcheck source=/dev/null
  (. /etc/os-release && apt-get --print-uris update |
    sed -n "s|^'\(.*\)/dists/${VERSION_CODENAME-}/InRelease'.*|\1|p" | grep -v '^cdrom:' | sort -u) || true
}

# own_apt LOG DIR COMMAND...: an apt of our own. Its sources, lists and cache are in the folder DIR, the system's stay as they are.
own_apt() {
  local log=$1 dir=$2 command=$3
  shift 3
  logged "$log" "$command" -q -o "Dir::Etc::SourceList=$dir/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir/cache" "$@"
}

# own_apt_update LOG DIR deb|deb-src MIRROR SUITE: makes DIR anew, for a suite of a mirror. apt verifies the signature of the
# suite's index and, by the checksums in there, each file that is fetched later.
own_apt_update() {
  local log=$1 dir=$2 keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  rm -rf "$dir"
  mkdir -p "$dir"/{lists,cache/archives}/partial
  [ -r "$keyring" ] && keyring="[signed-by=$keyring] " || keyring= # else apt's default keys
  echo "$3 $keyring$4 $5 main" >"$dir/sources.list"
  own_apt "$log" "$dir" apt-get update -o APT::Update::Error-Mode=any
}
