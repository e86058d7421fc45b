# shellcheck shell=bash
# The packages that sfn needs, what each is for, and how to see that it is there. Packages are
# recognised by what they bring, not by asking dpkg, so that other systems and tools from elsewhere
# (a newer Node, say) count too. Root is used only when something is missing.

# Each row: Debian package, kind of probe, what to look for, purpose.
packages_to_build() {
  cat <<'EOF'
cmake                 command cmake                       configures the build
ninja-build           command ninja                       runs the build
g++                   command g++                         the compiler
pkg-config            command pkg-config                  finds the libraries below
libfmt-dev            library fmt                         formatting text
nlohmann-json3-dev    library nlohmann_json               JSON values
libspdlog-dev         library spdlog                      the daemon's log
libcli11-dev          library CLI11                       command lines
libsqlite3-dev        library sqlite3                     the event store
libuv1-dev            library libuv                       the loop: sockets, timers, processes
node-llhttp           file    /usr/share/llhttp/llhttp.c  parsing HTTP
libcurl4-openssl-dev  library libcurl                     speaking HTTP to others
libssl-dev            library openssl                     digests
libzip-dev            library libzip                      unpacking function packages
libpcre2-dev          library libpcre2-8                  regular expressions
zlib1g-dev            library zlib                        unpacking GZIP
libzstd-dev           library libzstd                     unpacking ZSTD
libpugixml-dev        library pugixml                     reading what S3 answers
EOF
}

packages_to_run_functions() {
  cat <<'EOF'
python3               command python3                     runs the Python functions of the examples
EOF
}

packages_to_test() {
  cat <<'EOF'
ccache                command ccache                      makes the second build fast
libgtest-dev          library gtest                       unit tests
libgmock-dev          library gmock                       unit tests
libbenchmark-dev      library benchmark                   micro-benchmarks
clang-format          command clang-format                the format check
shellcheck            command shellcheck                  the check of the scripts
python3-venv          python  ensurepip                   a place for the pinned boto3 and aws
nodejs                command node                        runs Node functions and the JavaScript client
npm                   command npm                         installs the JavaScript client
ca-certificates       file    /etc/ssl/certs/ca-*.crt     trust for pip and npm
EOF
}

packages_to_fuzz() {
  cat <<'EOF'
clang-14              command clang++-14                  the compiler that brings libFuzzer
libclang-rt-14-dev    file    /usr/lib/llvm-14/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a  libFuzzer and the sanitizers
EOF
}

# Used instead of the pinned Python clients where pip cannot install those.
packages_for_python_clients() {
  cat <<'EOF'
python3-boto3         python  boto3                       AWS's Python SDK
awscli                command aws                         AWS's command line
EOF
}

# require_packages TABLE...: makes sure of all the tables' packages, or ends with 3.
require_packages() {
  local missing
  missing=$(missing_packages "$@")
  [[ -z $missing ]] && return
  install_packages "$missing" && missing=$(missing_packages "$@") && [[ -z $missing ]] && return
  tell_missing "$missing"
  exit 3
}

# missing_packages TABLE...: prints the packages that are not there, a word each.
missing_packages() {
  local table package kind what
  for table in "$@"; do
    while read -r package kind what _; do
      "have_$kind" "$what" || printf '%s ' "$package"
    done < <("$table")
  done
}

have_command() { command -v "$1" >/dev/null; }
have_library() { pkg-config --exists "$1" 2>/dev/null; }
have_python() { python3 -c "import $1" 2>/dev/null || /usr/bin/python3 -c "import $1" 2>/dev/null; }
have_file() { compgen -G "$1" >/dev/null; }

# install_packages "NAME NAME...": false if this is no Debian, or root is out of reach.
install_packages() {
  on_debian && can_be_root || return 1
  echo "installing: $1" >&2
  as_root apt-get update -q >/dev/null || echo "apt-get update failed; trying with the lists at hand" >&2
  # shellcheck disable=SC2086  # The list is meant to be split.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $1 >/dev/null
}

on_debian() { [[ -e /etc/debian_version ]] && have_command apt-get; }
can_be_root() { [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null; }

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

tell_missing() {
  if on_debian; then
    echo "These packages are missing, and could not be installed from here. As root, please run:" >&2
    echo "apt-get install --no-install-recommends ${1% }" >&2
  else
    echo "Missing here are what these packages of Debian 12 bring: ${1% }" >&2
  fi
}
