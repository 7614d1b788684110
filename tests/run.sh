#!/bin/sh
# Installs what is missing, builds with AddressSanitizer and UBSan, runs every test, and ends in the line
# "N passed, N failed" (", N skipped" where something could not run).
set -e
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/samples/install.sh"
need test
build="$root/build-test"
EMLENS_SHARED=${EMLENS_SHARED:-$root/../shared}
export EMLENS_SHARED
[ -d "$build" ] || meson setup "$build" "$root" -Db_sanitize=address,undefined >"$root/build-test.log" 2>&1 ||
	{ cat "$root/build-test.log"; exit 70; }
ninja -C "$build" >"$root/build-test.log" 2>&1 || { tail -50 "$root/build-test.log"; exit 70; }
rm -f "$root/build-test.log"
meson test -C "$build" --no-rebuild >"$build/run.log" 2>&1 || true
exec python3 "$root/tests/lib/count.py" "$build/meson-logs/testlog.json"
