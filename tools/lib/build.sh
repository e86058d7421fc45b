# shellcheck shell=bash
# Configuring and building a preset. On a terminal the build shows its own progress line; otherwise
# its output is kept in a file, of which the end is shown if the build fails.

# build PRESET [TARGET...]: the named targets, or everything.
build() {
  local preset=$1 log
  shift
  prepare_cache
  mkdir -p "$ROOT/build/$preset"
  log=$ROOT/build/$preset/build.log
  (
    cd "$ROOT" || exit
    quietly "$log" cmake --preset "$preset" || exit
    run_build "$log" cmake --build --preset "$preset" ${1:+--target "$@"}
  )
}

# The cache is ccache's own, wherever that is; below build/ for those who have no home to write to.
prepare_cache() {
  [[ -w ${HOME:-/nonexistent} ]] || export CCACHE_DIR=${CCACHE_DIR:-$ROOT/build/ccache}
  export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$ROOT}  # Two clones share what they have in common.
}

run_build() {
  if [[ -t 1 ]]; then "${@:2}"; else quietly "$@"; fi
}

# quietly LOG COMMAND...: shows the command's output only if it fails.
quietly() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 && return
  grep -m 40 -A 8 -E 'FAILED|error:|CMake Error' "$log" || tail -n 40 "$log"
  echo "failed: $*  (all of it: $log)" >&2
  return 1
} >&2
