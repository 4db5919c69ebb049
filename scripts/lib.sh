# Shared by the scripts beside it: source it, don't run it. Works with the bash 3.2 of macOS too.
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

# manual FILE: prints the comment block at FILE's top, which is the script's `--help`.
manual() { sed -n '2,/^[^#]/{s/^#$//p;s/^# //p;}' "$1"; }

# step TITLE COMMAND…: says what is done and how long it took; a failure ends the script.
step() {
  local title=$1 started=$SECONDS
  shift
  say "==> $title"
  "$@"
  say "    $((SECONDS - started)) s"
}

sha256() {
  if have sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

# apt_install PURPOSE PACKAGE…: installs with apt, or says what to install and gives up.
apt_install() {
  local purpose=$1 as_root=env
  shift
  have apt-get || die "$purpose: missing, and this system has no apt-get. Install what these Debian packages hold: $*"
  if [[ $(id -u) != 0 ]]; then
    { have sudo && sudo -n true 2>/dev/null; } || die "$purpose: missing. Run as root: apt-get install $*"
    as_root="sudo -n env"
  fi
  say "    apt-get install $*"
  # shellcheck disable=SC2086  # two or three words
  apt() { $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" </dev/null >/dev/null; }
  # The second try is for machines whose package lists are missing or old.
  apt install --no-install-recommends "$@" 2>/dev/null || { apt update && apt install --no-install-recommends "$@"; } ||
    die "$purpose: missing, and apt-get could not install $*"
}

# locked CRATE: the version that Cargo.lock pins.
locked() { sed -n "/^name = \"$1\"\$/{n;s/^version = \"\(.*\)\"\$/\1/p;q;}" "$root/Cargo.lock"; }

# v8_facts: the names that the `v8` crate's build script derives. The name in cargo's cache is the whole URL with
# everything but letters and digits replaced; a build finds it there with no variable set.
v8_facts() {
  v8_version=$(locked v8)
  [[ -n $v8_version ]] || die "Cargo.lock names no crate v8"
  v8_target=$(rustc -vV | sed -n 's/^host: //p')
  v8_url=https://github.com/denoland/rusty_v8/releases/download/v$v8_version/librusty_v8_simdutf_release_$v8_target.a.gz
  v8_cached=$cargo_home/.rusty_v8/${v8_url//[^A-Za-z0-9]/_}
}

# use_v8: call after scripts/setup and before cargo. RUSTY_V8_ARCHIVE that names the very archive of cargo's cache is
# unset: to cargo its presence alone is a change, and V8's crates would be compiled anew in every shell without it.
use_v8() {
  v8_facts
  if [[ -n ${RUSTY_V8_ARCHIVE-} ]] && cmp -s "$RUSTY_V8_ARCHIVE" "$v8_cached"; then unset RUSTY_V8_ARCHIVE; fi
}

# npm_facts: where the npm packages of the differential tests are kept, by the content of their lock file.
npm_facts() {
  npm_lock='' npm_dir=''
  local lock
  for lock in "$root"/tests/*/package-lock.json; do
    [[ -e $lock ]] || continue
    [[ -z $npm_lock ]] || die "more than one package-lock.json in tests/: $npm_lock, $lock"
    npm_lock=$lock
    npm_dir=$cache/npm/$(sha256 "$lock" | cut -c1-16)
  done
}

# use_npm: tells the tests where those packages are, if they are there.
use_npm() {
  npm_facts
  if [[ -n $npm_dir && -d $npm_dir/node_modules ]]; then export CONNECTOR_NPM_DIR=$npm_dir; fi
}

# sdk_facts: where the provider's official clients are kept, by the content of their lock files.
sdk_facts() {
  sdk_node_lock=$root/tests/sdk/node/package-lock.json
  sdk_python_lock=$root/tests/sdk/python/requirements.txt
  sdk_node_dir=$cache/npm/$(sha256 "$sdk_node_lock" | cut -c1-16)
  sdk_python_dir=$cache/python/$(sha256 "$sdk_python_lock" | cut -c1-16)
}

# use_sdks: tells the tests where these are, if they are there.
use_sdks() {
  sdk_facts
  if [[ -d $sdk_node_dir/node_modules ]]; then export CONNECTOR_SDK_NODE_DIR=$sdk_node_dir; fi
  if [[ -d $sdk_python_dir/authing ]]; then export CONNECTOR_SDK_PYTHON_DIR=$sdk_python_dir; fi
}

# target_dir: where cargo builds to.
target_dir() {
  cargo metadata --no-deps --format-version 1 --manifest-path "$root/Cargo.toml" |
    sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p'
}
