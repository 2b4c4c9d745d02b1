#!/usr/bin/env bash
# What is compiled for an instruction set stays in it. A body that is not inlined into its trampoline `run` becomes a function of
# the baseline CPU: right, and four times slower, so that nothing but this check would notice. Builds trampolines.cpp as a
# program without -march does, and requires of every AVX2::run and AVX-512::run that it calls nothing but memset, memcpy and
# other trampolines of its own set - no libm, no fmaf, no body - and that products and loops do use the set's vectors.
# Compiler from CXX; exit 77: cannot be checked here.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cxx=${CXX:-c++}
source=${1:-$here/trampolines.cpp}
case "$(uname -m)" in x86_64) ;; *) echo "skipped: trampolines are for x86-64"; exit 77 ;; esac
command -v objdump > /dev/null || { echo "skipped: objdump is missing (Debian: binutils)"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

for level in -O2 -O3; do
  "$cxx" -std=c++20 $level -fopenmp-simd -fno-math-errno -fno-trapping-math -ffp-contract=off -I"$here/../../include" -c "$source" -o "$work/t.o"
  objdump -dr --demangle --no-show-raw-insn "$work/t.o" > "$work/t.s"
  awk -v level="$level" '
    # a function begins; is it a trampoline, and of which set?
    /^[0-9a-f]+ <.*>:$/ {
      name = $0; sub(/^[0-9a-f]+ </, "", name); sub(/>:$/, "", name)
      set = name ~ /genoprop::Avx512::run</ ? "Avx512" : name ~ /genoprop::Avx2::run</ ? "Avx2" : ""
      if (set != "") { ++trampolines[set]; short = substr(name, 1, 150) }
      next
    }
    set == "" { next }
    /vfmadd.*zmm/ { ++wide["Avx512"] }
    /vfmadd.*ymm/ { ++wide[set == "Avx2" ? "Avx2" : "other"] }
    # a call, or a jump out of the function: the relocation names the target
    /R_X86_64_(PLT32|GOTPCREL|GOTPCRELX|REX_GOTPCRELX|PC32)/ && called {
      target = $0; sub(/.*R_X86_64_[A-Z0-9_]+[ \t]+/, "", target); sub(/-0x[0-9a-f]+$/, "", target)
      if (target !~ /^(memset|memcpy|memmove)$/ && target !~ ("genoprop::" set "::run<")) {
        printf "%s: %s... calls %s\n", level, short, target; bad = 1
      }
      ++calls
    }
    { called = $0 ~ /[ \t](call|jmp|j[a-z]+)[ \t]/ }
    END {
      printf "%s: %d trampolines for AVX-512, %d for AVX2, %d calls in them, %d and %d vector fma\n", level, trampolines["Avx512"], trampolines["Avx2"], calls, wide["Avx512"], wide["Avx2"]
      if (trampolines["Avx512"] < 20 || trampolines["Avx2"] < 20) { print level ": too few trampolines: is this the right text?"; bad = 1 }
      if (wide["Avx512"] < 200 || wide["Avx2"] < 200) { print level ": too few fma on whole vectors"; bad = 1 }
      exit bad
    }' "$work/t.s" || failed=1
done
exit $failed
