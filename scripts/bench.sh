#!/usr/bin/env bash
# Runs what needs the bench: the gate over every gold page, the scorer's
# agreement with the bench's own, and HTML conformance. Fails where the bench is
# absent. The bench is at ONRECORD_BENCH, or at ../shared/bench beside the
# repository. Arguments go to the gate, such as `--write` or `--only naeb`.
set -euo pipefail
cd "$(dirname "$0")/.."

bench=${ONRECORD_BENCH:-../shared/bench}
if [ ! -f "$bench/unpack.py" ]; then
    echo "bench.sh: no bench at $bench; set ONRECORD_BENCH to its folder" >&2
    exit 1
fi
ONRECORD_BENCH=$(cd "$bench" && pwd)
export ONRECORD_BENCH

# A set already unpacked is skipped, so this costs only the first time.
gold=${ONRECORD_GOLD:-target/gold}
python3 "$ONRECORD_BENCH/unpack.py" "$gold"
ONRECORD_GOLD=$(cd "$gold" && pwd)
export ONRECORD_GOLD ONRECORD_FUZZ_SECONDS=${ONRECORD_FUZZ_SECONDS:-15}

if [ $# -eq 0 ]; then
    # The one left out times a release build on a quiet machine.
    cargo test --workspace -- --ignored --skip ten_megabytes_in_a_second
fi
cargo run --quiet -p onrecord-eval -- gate "$gold" "$@"
