# Shared by the scripts beside it: source it, don't run it.
# shellcheck shell=bash disable=SC2034  # the variables are for whoever sources this file
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/connector
cargo_home=${CARGO_HOME:-$HOME/.cargo}

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# help FILE: prints the comment block at FILE's top, which is the script's manual.
help() { sed -n '2,/^[^#]/{s/^#$//;s/^# //p;}' "$1"; }

# step TITLE COMMAND…: says what is done and how long it took; a failure ends the script.
step() {
  local title=$1 started=$SECONDS
  shift
  say "==> $title"
  "$@"
  say "    $((SECONDS - started)) s"
}

# apt_install PURPOSE PACKAGE…: installs with apt, or says what to install and gives up.
apt_install() {
  local purpose=$1 sudo=()
  shift
  have apt-get || die "$purpose is missing and this system has no apt-get. Install what these Debian packages hold: $*"
  if [[ $(id -u) != 0 ]]; then
    { have sudo && sudo -n true 2>/dev/null; } || die "$purpose is missing. As root: apt-get install $*"
    sudo=(sudo -n)
  fi
  say "    apt-get install $*"
  if ! "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$@" </dev/null >/dev/null; then
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$@" </dev/null >/dev/null ||
      die "$purpose is missing and apt-get could not install: $*"
  fi
}

# locked CRATE: the version Cargo.lock pins.
locked() { sed -n "/^name = \"$1\"\$/{n;s/^version = \"\(.*\)\"\$/\1/p;q;}" "$root/Cargo.lock"; }

# v8_facts: sets what the `v8` crate's build script derives its archive's name from.
# The cache name is the whole URL with all but letters and digits replaced: cargo builds then find it with no variable set.
v8_facts() {
  v8_version=$(locked v8)
  [[ -n $v8_version ]] || die "Cargo.lock has no crate named v8"
  v8_target=$(rustc -vV | sed -n 's/^host: //p')
  v8_url=https://github.com/denoland/rusty_v8/releases/download/v$v8_version/librusty_v8_simdutf_release_$v8_target.a.gz
  v8_cached=$cargo_home/.rusty_v8/${v8_url//[^A-Za-z0-9]/_}
}
