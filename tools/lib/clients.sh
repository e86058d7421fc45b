# shellcheck shell=bash
# The clients that system tests drive sfn with: boto3 and aws in a virtual environment, the
# JavaScript SDK by its lock file. What was found is written down as build/clients/clients.json;
# a client that cannot be had has a reason there instead of a path, and its suites are skipped.

set_up_clients() {
  CLIENTS=$ROOT/build/clients
  PINS=$ROOT/tests/system/clients
  mkdir -p "$CLIENTS"
  set_up_python_clients
  set_up_node_clients
  write_down_clients
}

# Pinned by requirements.txt where pip reaches them; else Debian's packages, else what is there.
set_up_python_clients() {
  local venv=$CLIENTS/python
  if up_to_date "$venv" "$PINS/requirements.txt" || make_venv "$venv"; then
    PYTHON=$venv/bin/python AWS=$venv/bin/aws PYTHON_ORIGIN="pinned, by pip"
    return
  fi
  echo "pip cannot install the pinned boto3 and aws ($CLIENTS/pip.log); looking for Debian's" >&2
  local missing
  missing=$(missing_packages packages_for_python_clients)
  [[ -z $missing ]] || install_packages "$missing" || true
  PYTHON=$(python_with_boto3) AWS=$(command -v aws || true) PYTHON_ORIGIN="the system's, pip has no registry"
}

make_venv() {
  rm -rf "$1"
  {
    python3 -m venv "$1" &&
      "$1/bin/pip" install --retries 1 --timeout 20 --requirement "$PINS/requirements.txt"
  } >"$CLIENTS/pip.log" 2>&1 || return
  mark "$1" "$PINS/requirements.txt"
}

python_with_boto3() {
  local python
  for python in /usr/bin/python3 python3; do
    if "$python" -c 'import boto3' 2>/dev/null; then
      command -v "$python"
      return
    fi
  done
}

set_up_node_clients() {
  local folder=$CLIENTS/node
  NODE_CLIENTS=$folder/node_modules
  up_to_date "$folder" "$PINS/package-lock.json" || install_node_clients "$folder" || NODE_CLIENTS=''
}

install_node_clients() {
  have_command npm || return
  mkdir -p "$1"
  cp "$PINS/package.json" "$PINS/package-lock.json" "$1"
  (cd "$1" && npm ci --no-audit --no-fund) >"$CLIENTS/npm.log" 2>&1 || return
  mark "$1" "$PINS/package-lock.json"
}

# A folder is up to date if it was made from this very list of pins.
up_to_date() { cmp -s "$1/.pins" "$2"; }
mark() { cp "$2" "$1/.pins"; }

write_down_clients() {
  python3 - "$CLIENTS/clients.json" "$PYTHON" "$AWS" "$NODE_CLIENTS" "$PYTHON_ORIGIN" <<'EOF'
import json, sys
file, python, aws, node, origin = sys.argv[1:]
with open(file, "w") as out:
    json.dump({"python": python, "aws": aws, "node_modules": node, "origin": origin}, out, indent=1)
EOF
}

# What the tests run with, for the top of the report.
tell_clients() {
  note "boto3: $(version_of "$PYTHON" -c 'import boto3; print(boto3.__version__)') ($PYTHON_ORIGIN)"
  note "aws: $(version_of "$AWS" --version)"
  note "node: $(version_of node --version), JavaScript SDK: $([[ $NODE_CLIENTS ]] && echo 'by lock file' || echo 'not to be had')"
}

version_of() {
  if [[ $1 ]]; then "$@" 2>&1; else echo "not to be had"; fi
}
