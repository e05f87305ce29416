#!/usr/bin/env bash
# The one entry point: installs what is missing, builds, runs. ./robot --help lists the verbs.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_gcServer=0
log="$root/artifacts/setup.log"
mkdir -p "$root/artifacts"

say() { [[ -n "${ROBOT_QUIET:-}" ]] || printf '%s\n' "$*" >&2; }
fail() {
  printf 'robot: %s\n' "$*" >&2
  exit 2
}

run_logged() { # what, command...
  local what="$1"
  shift
  say "  $what …"
  "$@" >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    fail "$what failed; the whole output is in artifacts/setup.log"
  }
}

install_system_packages() {
  local missing=() package
  for package in "$@"; do
    [[ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" == "install ok installed" ]] || missing+=("$package")
  done
  ((${#missing[@]} == 0)) && return
  local as_root=()
  if ((EUID != 0)); then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      fail "these Debian packages are missing: ${missing[*]}. Install them with: sudo apt-get install ${missing[*]}"
    fi
  fi
  run_logged "reading Debian's package list" "${as_root[@]}" apt-get update
  run_logged "installing ${missing[*]}" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

set_up() {
  command -v dotnet >/dev/null || fail "the .NET SDK 10 is missing: install it (package dotnet-sdk-10.0) and run again"
  command -v npm >/dev/null || fail "Node.js 20 with npm is missing: install it (packages nodejs and npm) and run again"
  command -v dpkg-query >/dev/null || fail "this script installs Debian packages; on another system install libmujoco 2.2.2, mosquitto, libmosquitto and libzstd yourself"
  install_system_packages libmujoco2.2.2 mosquitto libmosquitto1 libzstd1 "$@"
  if [[ ! -e "$root/node_modules/.package-lock.json" || "$root/package-lock.json" -nt "$root/node_modules/.package-lock.json" ]]; then
    run_logged "installing npm packages (ONNX Runtime, three.js)" npm --prefix "$root" ci
    touch "$root/node_modules/.package-lock.json"
  fi
  install_cuda_provider
}

# The CUDA provider, only where an NVIDIA driver is loaded: it is large and of no use elsewhere.
install_cuda_provider() {
  local package=com.github.asus4.onnxruntime.linux-x64-gpu version
  [[ -e /proc/driver/nvidia/version && ! -d "$root/node_modules/$package" ]] || return 0
  version="$(sed -nE 's/.*"com.github.asus4.onnxruntime": "([^"]+)".*/\1/p' "$root/package.json")"
  run_logged "installing ONNX Runtime's CUDA provider" npm --prefix "$root" install --no-save --no-package-lock "$package@$version"
  rm -f "$root"/artifacts/*.built
}

build() { # project, marker
  local project="$1" marker="$root/artifacts/$2.built"
  if [[ -e "$marker" && -z "$(find "$root"/{src,models,sim,hardware,tests,configs,Directory.Build.props,Directory.Packages.props} \
    -newer "$marker" \( -name '*.cs' -o -name '*.csproj' -o -name '*.proto' -o -name '*.props' -o -name '*.js' -o -name '*.html' -o -name '*.css' \) -print -quit 2>/dev/null)" ]]; then
    return
  fi
  touch "$marker.new"
  run_logged "building" dotnet build "$root/$project" -c Release -v quiet
  mv "$marker.new" "$marker"
}

run_tests() {
  local results="$root/artifacts/test-results"
  rm -rf "$results"
  set_up chromium
  build RoboticsStack.sln solution
  local status=0
  dotnet test "$root/RoboticsStack.sln" -c Release --no-build --nologo -m:1 --logger "trx" --results-directory "$results" "$@" || status=$?
  # Counted from the result files, so that a crashed test host cannot pass for silence.
  local counters passed=0 failed=0 file
  for file in "$results"/*.trx; do
    [[ -e "$file" ]] || break
    counters="$(grep -o '<Counters [^>]*>' "$file")"
    passed=$((passed + $(sed -E 's/.* passed="([0-9]+)".*/\1/' <<<"$counters")))
    failed=$((failed + $(sed -E 's/.* failed="([0-9]+)".*/\1/' <<<"$counters")))
  done
  ((passed + failed > 0)) || { status=1; }
  ((status == 0 || failed > 0)) || failed=1
  printf '%d passed, %d failed\n' "$passed" "$failed"
  return $status
}

case "${1:-}" in
test)
  shift
  run_tests "$@"
  ;;
*)
  # cyclictest is the yardstick of the real-time loop.
  if [[ "${1:-}" == bench ]]; then set_up rt-tests; else set_up; fi
  build src/Cli cli
  # Nothing may suspend the gate's loop: no second compilation of what runs already, and rarely a garbage collection.
  [[ "${1:-}" != gate ]] || export DOTNET_TieredCompilation=0 DOTNET_GCgen0size=0x8000000
  exec dotnet "$root/artifacts/bin/Cli/release/robotics-stack.dll" "$@"
  ;;
esac
