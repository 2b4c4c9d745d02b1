#!/usr/bin/env bash
# Runs run_bits as a child under every core type that OpenBLAS may be told to take, and on every instruction set that this CPU
# has: one hash. A BLAS that knows no core types, or a CPU without a set, is named and left out.
#   check_run_bits.sh PROGRAM
# Exit status: 0 one answer, 1 answers differ, 77 this CPU has no product of our own.
set -u
program=$1
has() { grep -qw "$1" /proc/cpuinfo; }
if ! has avx2 || ! has fma; then
  echo "skipped: this CPU has no product of our own"
  exit 77
fi

answer=$(env -u OPENBLAS_CORETYPE -u GENOPROP_ISA "$program") || exit 1
echo "$answer  as it is"
failed=0
ask() {  # ask NAME=VALUE...
  local came
  if ! came=$(env -u OPENBLAS_CORETYPE -u GENOPROP_ISA "$@" "$program"); then
    echo "FAILED to run: $*"
    failed=1
  elif [ "$came" != "$answer" ]; then
    echo "$came  $*  FAILED: another answer"
    failed=1
  else
    echo "$came  $*"
  fi
}
for core in Prescott Nehalem Haswell Zen SkylakeX; do
  if [ $core = SkylakeX ] && ! has avx512f; then
    echo "skipped: $core, this CPU lacks AVX-512"
  else
    ask OPENBLAS_CORETYPE=$core
    ask OPENBLAS_CORETYPE=$core GENOPROP_ISA=avx2
  fi
done
ask GENOPROP_ISA=avx2
if has avx512f && has avx512bw && has avx512cd && has avx512dq && has avx512vl; then
  ask GENOPROP_ISA=avx512
fi
ask OPENBLAS_NUM_THREADS=2

# that core types do reach the library: with products through BLAS two of them give two answers, where it is OpenBLAS
if [ "$(OPENBLAS_VERBOSE=2 OPENBLAS_CORETYPE=Nehalem "$program" --blas 2>&1 | grep -c 'Core: Nehalem')" = 1 ]; then
  one=$(OPENBLAS_CORETYPE=Nehalem "$program" --blas)
  other=$(OPENBLAS_CORETYPE=Haswell "$program" --blas)
  echo "$one  through BLAS, Nehalem"
  echo "$other  through BLAS, Haswell"
  if [ "$one" = "$other" ] || [ "$one" = "$answer" ]; then
    echo "FAILED: the core type changes nothing, so this test shows nothing"
    failed=1
  fi
else
  echo "skipped: a BLAS without core types"
fi
exit $failed
