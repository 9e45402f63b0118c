#!/usr/bin/env bash
# Clients written by others against our simulator, and our client against the descriptions of the API.
# Usage: tests/third_party/run.sh [clients|prism]   (both when nothing is named)
set -euo pipefail
cd "$(dirname "$0")"
what=${1:-all}
case "$what" in
  all)
    ./clients.sh
    ./prism.sh
    ;;
  clients) ./clients.sh ;;
  prism) ./prism.sh ;;
  *)
    echo "usage: $0 [clients|prism]" >&2
    exit 2
    ;;
esac
