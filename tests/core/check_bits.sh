#!/usr/bin/env bash
# Builds tests/core/bits.cpp in many ways and requires one answer of all: the one in bits.expected, which holds on every machine.
# Who changes a function or a draw on purpose writes the new answer there.
#   check_bits.sh [COMPILER...]      $CXX and clang++ unless named; compilers that are not there are skipped with a word
# Exit status: 0 one answer, 1 answers differ or a build fails, 77 no compiler.
set -u
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[ $# -gt 0 ] || set -- "${CXX:-g++}" clang++

# -w: warnings are asked for elsewhere; some of these ways cannot vectorise, and clang says so for each loop
common="-std=c++20 -fopenmp-simd -fno-math-errno -fno-trapping-math -w -I$source_dir/include -I$source_dir/tests"
off="-ffp-contract=off"
ways=("-O0 $off" "-O1 $off" "-O2 $off" "-O3 $off" "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all $off")
case $(uname -m) in
x86_64)
  # -march=native means the machine that builds is the machine that runs
  grep -qw fma /proc/cpuinfo && grep -qw avx2 /proc/cpuinfo &&
    ways+=("-O2 -mavx2 -mfma $off" "-O3 -mavx2 -mfma $off" "-O0 -mavx2 -mfma $off" "-O3 -mavx2 -mfma -ffp-contract=fast")
  ways+=("-O3 -march=native $off" "-O3 -march=native -mprefer-vector-width=512 $off" "-O3 -march=native -mprefer-vector-width=128 $off")
  ;;
esac

answer=$(cat "$source_dir/tests/core/bits.expected")
builds=0
failed=0
for compiler in "$@"; do
  if ! command -v "$compiler" >/dev/null; then
    echo "skipped: no $compiler here"
    continue
  fi
  for way in "${ways[@]}"; do
    program="$scratch/bits"
    rm -f "$program"
    # shellcheck disable=SC2086  # flags are words
    if ! "$compiler" $common $way "$source_dir/tests/core/bits.cpp" -o "$program"; then
      echo "FAILED to build: $compiler $way"
      failed=1
      continue
    fi
    if ! came=$("$program"); then
      echo "FAILED to run: $compiler $way"
      failed=1
      continue
    fi
    builds=$((builds + 1))
    echo "$came  $compiler $way"
    if [ "$came" != "$answer" ]; then
      echo "FAILED: expected $answer"
      failed=1
    fi
  done
done
[ "$builds" -gt 0 ] || exit 77
echo "$builds builds"
exit $failed
