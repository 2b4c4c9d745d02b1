#!/usr/bin/env bash
# The lane of 64-bit ARM, built by a cross compiler and run by an emulator: the tests of vectors and rows, and a whole run that
# must give the hash it gives here. Its bits, not its speed.
#   check_arm.sh SOURCE BUILD RUN_BITS      RUN_BITS: the program built for this machine
# Exit status: 0 all is well, 1 something differs, 77 no cross compiler, no emulator, or no product of our own here.
set -u
source=$1 build=$2 native=$3
for tool in aarch64-linux-gnu-g++ qemu-aarch64; do
  if ! command -v $tool > /dev/null; then
    echo "skipped: no $tool (packages g++-aarch64-linux-gnu and qemu-user)"
    exit 77
  fi
done
mkdir -p "$build"
cd "$build" || exit 1

# no BLAS for ARM is here, and nothing may ask for one
printf '#include <cstdlib>\nextern "C" {\nvoid cblas_sgemm() { std::abort(); }\nvoid cblas_dgemm() { std::abort(); }\n}\n' > no_blas.cpp
# headers of libraries are the same for every architecture; those of the C library come before, from the cross compiler
build_it() {  # OUT level file...
  local out=$1 level=$2
  shift 2
  aarch64-linux-gnu-g++ -std=c++20 "$level" -fopenmp-simd -fno-math-errno -fno-trapping-math -ffp-contract=off -DHAVE_CBLAS=1 \
    -I"$source/include" -I"$source/tests" -idirafter /usr/include "$@" no_blas.cpp -static -pthread -o "$out"
}
tests=$source/tests/backend
build_it vectors -O1 "$source/tests/main.cpp" "$tests"/test_{vectors,shuffles,column_sums,cpu_row,abreast,isa}.cpp || exit 1
qemu-aarch64 ./vectors || exit 1
build_it run_bits_arm -O2 "$source/tests/engine/run_bits.cpp" || exit 1

expected=$("$native") || exit 1
came=$(qemu-aarch64 ./run_bits_arm) || exit 1
echo "$expected  here"
echo "$came  64-bit ARM"
if GENOPROP_ISA=blas qemu-aarch64 ./run_bits_arm 2> /dev/null; then
  echo "FAILED: products through BLAS do not reach it: this test shows nothing of our own"
  exit 1
fi
[ "$came" = "$expected" ] || { echo "FAILED: another answer"; exit 1; }
