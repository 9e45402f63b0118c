#!/usr/bin/env bash
# avito-api and avito-python-sdk from PyPI against the simulator.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"

python=$(command -v python3) || fail "python3 is missing: install it (Debian: apt install python3 python3-venv)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "avito-python-sdk needs Python 3.11 or newer; $("$python" --version) found"

make_venv() {
  "$python" -m venv "$place/venv" &&
    "$place/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$here/requirements.txt"
}
install_once clients "$here/requirements.txt" -- make_venv
simulator=$(build_bin sufler-sandbox bin sufler-sandbox)

run() {
  start_simulator "$2"
  "$place/venv/bin/python" "$here/clients.py" "$1" "$base" || fail "$1 does not work with --mode $2"
  stop_all
}
# The first reads only what production was seen to answer, the second only what the schema says.
run avito-api observed
run avito-python-sdk spec
echo "third_party: both clients work"
