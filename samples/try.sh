#!/bin/sh
# Installs what is missing, builds emlens and opens a sample: on a terminal in the full-screen view, elsewhere as text. All DNS
# answers come from the recording beside the sample. Usage: sh samples/try.sh [NAME], for example 04-softfail.
set -e
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/samples/install.sh"
need build
build="$root/build-try"
[ -d "$build" ] || meson setup "$build" "$root" -Dbuildtype=release >"$root/build-try.log" 2>&1 ||
	{ cat "$root/build-try.log" >&2; exit 70; }
ninja -C "$build" src/command/emlens >"$root/build-try.log" 2>&1 || { cat "$root/build-try.log" >&2; exit 70; }
rm -f "$root/build-try.log"
cd "$root"
sample="samples/${1:-01-newsletter}"
[ -f "$sample.eml" ] || { echo "emlens: there is no sample $sample.eml" >&2; exit 66; }
# the exit status of emlens is the verdict on the message: no failure of this script
status=0
"$build/src/command/emlens" --dns="$sample.zone" "$sample.eml" || status=$?
[ "$status" -le 2 ]
