# Common parts of the third-party checks; sourced, not run.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/sufler"
scratch=$(mktemp -d)
started=()

# Ends what this script started, and nothing else.
stop_all() {
  local pid
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  started=()
}
trap 'stop_all; rm -rf "$scratch"' EXIT

fail() {
  echo "third_party: $*" >&2
  exit 1
}

# wait_for FILE PID WHAT: until the file has content, at most 60 s, and only while the process lives.
wait_for() {
  local tries=0
  until [ -s "$1" ]; do
    kill -0 "$2" 2>/dev/null || fail "$3 ended before it was ready"
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail "$3 was not ready within 60 s"
    sleep 0.1
  done
}

# build_bin PACKAGE KIND NAME: builds and prints the path of the executable, wherever the target folder is.
build_bin() {
  (cd "$repo" && cargo build --quiet --locked -p "$1" "--$2" "$3" --message-format=json) |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1
}

# start_simulator MODE: sets $base to the address of a fresh simulator.
start_simulator() {
  local address="$scratch/simulator.$RANDOM"
  "$simulator" --addr 127.0.0.1:0 --empty --mode "$1" --url-file "$address" 2>"$scratch/simulator.log" &
  started+=($!)
  wait_for "$address" "$!" "the simulator"
  base=$(cat "$address")
}

# install_once NAME FILE… -- COMMAND…: runs the command once for these very files; $place is its folder.
install_once() {
  local name=$1 files=()
  shift
  while [ "$1" != "--" ]; do
    files+=("$1")
    shift
  done
  shift
  place="$cache/$name-$(cat "${files[@]}" | sha256sum | cut -c1-16)"
  mkdir -p "$cache"
  (
    flock 9
    [ -e "$place/.ready" ] && exit 0
    rm -rf "$place"
    mkdir -p "$place"
    echo "third_party: preparing $name in $place (once)"
    "$@" && touch "$place/.ready"
  ) 9>"$cache/$name.lock" || fail "could not prepare $name; the network is needed the first time"
}
