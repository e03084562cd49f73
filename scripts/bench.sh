#!/usr/bin/env bash
# Runs what needs the bench: the gate over every gold page, statements in every
# annotated article, the scorers' agreement with the bench's own, and HTML
# conformance. Fails where the bench is absent. The bench is at ONRECORD_BENCH, or at ../shared/bench beside the
# repository. Arguments go to the gate, such as `--only naeb`; `--write` also writes
# the statements' tables.
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

write=()
case " $* " in *" --write "*) write=(--write) ;; esac
for set in polnear/dev polnear/dev_speech scu/dev gum/dev de_wikinews/dev; do
    name=${set//\//-}
    echo "statements: $set"
    cargo run --quiet -p onrecord-eval -- statements "$ONRECORD_BENCH/statements/$set.jsonl" \
        --out "target/statements-$name.jsonl" \
        --table "crates/onrecord-eval/tables/statements-$name.csv" "${write[@]}"
done
