# shellcheck shell=bash
# Words on the screen; colours only on a terminal, and not for those who said NO_COLOR.

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m' YELLOW=$'\e[33m' PLAIN=$'\e[0m'
else
  BOLD='' DIM='' RED='' GREEN='' YELLOW='' PLAIN=''
fi
# shellcheck disable=SC2034  # Used by those who include this.
readonly BOLD DIM RED GREEN YELLOW PLAIN

# step TEXT: what is being done now.
step() { printf '\n%s%s%s\n' "$BOLD" "$*" "$PLAIN"; }
note() { printf '%s%s%s\n' "$DIM" "$*" "$PLAIN"; }
