#!/usr/bin/env bash
# Includes go only along the arrows that CONTRIBUTING.md draws: data flows one way.
set -eu
cd "$(dirname "$0")/../.."
declare -A may=(
  [engine/base]="engine/base"
  [engine/data]="engine/data engine/base"
  [engine/history]="engine/history engine/data engine/base"
  [models]="models engine/base"
  [datasets]="datasets engine/base"
  [engine/report]="engine/report engine/base"
  [plots]="plots engine/report engine/base"
  [engine/app]="engine/app engine/base engine/data engine/history engine/report models plots datasets"
)
bad=0
for folder in "${!may[@]}"; do
  for file in "$folder"/*.[ch]; do
    while read -r included; do
      from=$(dirname "$included")
      case " ${may[$folder]} " in *" $from "*) ;; *) echo "$file includes $included: against the arrows"; bad=1 ;; esac
    done < <(sed -n 's/^#include "\(.*\)"/\1/p' "$file")
  done
done
for line in "models may use engine/base" "engine/report may use engine/base"; do
  grep -qF "$line" CONTRIBUTING.md || { echo "CONTRIBUTING.md does not say: $line"; bad=1; }
done
exit $bad
