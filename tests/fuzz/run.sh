#!/usr/bin/env bash
# Searches with libFuzzer for inputs on which a target fails: bash tests/fuzz/run.sh [SECONDS a target, default 20]
# Needs clang and its runtime (Debian: clang, libclang-rt-14-dev). New inputs go to build/fuzz/found, not to the seeds.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-20}
mkdir -p build
cmake --preset fuzz >build/fuzz.log 2>&1 || { cat build/fuzz.log; exit 1; }
cmake --build build/fuzz -j "$(nproc)" --target fuzz_records fuzz_cells fuzz_export fuzz_job >>build/fuzz.log 2>&1 || { tail -n 40 build/fuzz.log; exit 1; }
for target in records cells export job; do
  mkdir -p "build/fuzz/found/$target"
  build/fuzz/tests/fuzz_$target -max_total_time="$seconds" -max_len=4096 -print_final_stats=1 -artifact_prefix="build/fuzz/$target-" \
    "build/fuzz/found/$target" "tests/fuzz/seeds/$target" >"build/fuzz/$target.log" 2>&1 || { tail -n 30 "build/fuzz/$target.log"; exit 1; }
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$target.log") inputs, nothing found"
done
