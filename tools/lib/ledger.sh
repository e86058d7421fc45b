# shellcheck shell=bash
# The verdicts of a test run: a line "VERDICT<tab>SUITE<tab>NOTE" for each suite, kept in a file so
# that the runners of other languages can write to it too.

start_ledger() {
  LEDGER=$1
  mkdir -p "$(dirname "$LEDGER")"
  : >"$LEDGER"
}

# record passed|failed|skipped SUITE [NOTE]
record() { printf '%s\t%s\t%s\n' "$1" "$2" "${3:-}" >>"$LEDGER"; }

# suite NAME COMMAND...: runs a check of one verdict. Status 77 says skipped, the reason being the
# last line of the output; anything else than 0 says failed.
suite() {
  local name=$1 status=0 output
  shift
  output=$("$@" 2>&1) || status=$?
  case $status in
    0) record passed "$name" ;;
    77) record skipped "$name" "$(tail -n 1 <<<"$output")" ;;
    *)
      printf '%s\n' "$output"
      record failed "$name" "see above"
      ;;
  esac
}

count() { with "$1" | wc -l; }
with() { awk -F'\t' -v verdict="$1" '$1 == verdict' "$LEDGER"; }

# Every suite with its verdict, the bad news last, and the line that counts them. False if any
# failed or none ran.
summary() {
  step "Suites"
  show passed "$GREEN"
  show skipped "$YELLOW"
  show failed "$RED"
  printf '\n%d passed, %d failed, %d skipped\n' "$(count passed)" "$(count failed)" "$(count skipped)"
  [[ $(count failed) == 0 && $(count passed) != 0 ]]
}

show() {
  local name note
  while IFS=$'\t' read -r _ name note; do
    printf '%s%-8s%s%-24s %s\n' "$2" "$1" "$PLAIN" "$name" "$note"
  done < <(with "$1")
}
