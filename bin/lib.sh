# shellcheck shell=bash
# What the scripts of this folder share: where things lie, which tools are on PATH, and a few small
# verbs. Sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Tools and compiled dependencies lie outside the checkout, so that a second checkout builds only the
# project's own crates.
CACHE=${TERRACE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/terrace}
TOOLS=$CACHE/tools
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CACHE/target}
export PATH=$ROOT/style/node_modules/.bin:$TOOLS/bin:$TOOLS/node/bin:$PATH:$HOME/.cargo/bin

# PostgreSQL refuses to run as root and then runs as `nobody`, who may not look into root's home.
POSTGRES_HOME=$CACHE
if [ "$(id -u)" = 0 ] && [[ $CACHE == "$HOME"/* ]]; then POSTGRES_HOME=/var/cache/terrace; fi

# Queries are checked against the committed .sqlx; only bin/prepare asks a database.
unset DATABASE_URL
export SQLX_OFFLINE=true

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null; }

# as_root COMMAND…: by sudo where we are not root.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# unprivileged COMMAND…: as `nobody` where we are root, else as ourselves.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=nobody --regid="$(id -gn nobody)" --clear-groups env HOME=/tmp "$@"
  else
    "$@"
  fi
}

# quietly NAME COMMAND…: output goes to a log, whose end is shown when the command fails.
quietly() {
  local name=$1 log=$CACHE/log/$1.log
  shift
  mkdir -p "$CACHE/log"
  "$@" >"$log" 2>&1 </dev/null || { tail -n 30 "$log" >&2; fail "$name failed; all it said is in $log"; }
}

# at_least A B: is version A the same as B or newer?
at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# postgres_bin: prints the folder of a PostgreSQL that will do (15 or newer, with pgvector): the one
# named by TERRACE_POSTGRES_BIN, one of the system's, or the one bin/setup installed.
postgres_bin() {
  local bin
  for bin in ${TERRACE_POSTGRES_BIN:+"$TERRACE_POSTGRES_BIN"} \
    $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin | sort -rV) \
    "$POSTGRES_HOME/pg16/bin"; do
    if has_pgvector "$bin"; then printf '%s\n' "$bin"; return; fi
  done
  return 1
}

has_pgvector() {
  [ -x "$1/initdb" ] || return 1
  local share=$1/../share/postgresql
  if [ -x "$1/pg_config" ]; then share=$("$1/pg_config" --sharedir); fi
  [ -f "$share/extension/vector.control" ] && at_least "$("$1/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1)" 15
}
