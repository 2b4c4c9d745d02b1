#!/usr/bin/env bash
# check_fuzz.sh ROOT FOLDER NAME SECONDS: builds tests/fuzz/NAME.cpp with libFuzzer, AddressSanitizer and UBSan and lets it run.
# Starts from the seeds below and from what earlier runs left in FOLDER/NAME. 77: no compiler here links libFuzzer.
set -u
root=$1 folder=$2 name=$3 seconds=$4
mkdir -p "$folder/$name" && cd "$folder" || exit 1
cxx=${CLANGXX:-clang++}
flags=(-std=c++20 -O1 -g1 -fopenmp-simd -fno-math-errno -ffp-contract=off -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Wno-pass-failed)

echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' > "probe_$name.cpp"
"$cxx" "${flags[@]}" "probe_$name.cpp" -o "probe_$name" 2> /dev/null || { echo "skipped: $cxx does not link libFuzzer"; exit 77; }
"$cxx" "${flags[@]}" -I"$root/include" -I"$root/tests/fuzz" "$root/tests/fuzz/$name.cpp" -lz -pthread -o "fuzz_$name" || exit 1

case $name in
csv)
  printf '\x10a,b,c\n1,x,2.5\n2,"y ""z""",\n-3e2,x,NA\n' > "$name/seed1"
  printf '\x5ca;b\r\n1,5;u\r\n;v\r\n' > "$name/seed2"
  printf '\x01\xef\xbb\xbf1,2\n3,4\n' > "$name/seed3"
  printf '\x70a,b\nred,1\nblue,2\nred,\n' > "$name/seed4"
  printf '\x1f\x8b\x08 a,b' > "$name/seed5"
  ;;
predict)
  printf '\x00y,b,a\nno,red,1\n,"blue",NA\n,green,-3e2\n' > "$name/seed1"
  printf '\x01a,b\r\n1,red\r\n2, blue \r\n' > "$name/seed2"
  printf '\xc3a;b;c\n1,5;red;2\n' > "$name/seed3"
  printf '\x02u,v,w\n1,2,3\n-4,5e3,6\n' > "$name/seed4"
  printf '\x121,2,3\n4,5,6\n' > "$name/seed5"
  ;;
arrays)
  { printf '\x04\x93NUMPY\x01\0\x44\0'; printf '%-67s\n' "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }"; printf '\0\0\0\0\x01\0\0\0'; } > "$name/seed1"
  { printf '\x04\x93NUMPY\x02\0\x44\0\0\0'; printf '%-67s\n' "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), }"; printf '\0\0\0\0\0\0\x80\x3f'; } > "$name/seed2"
  printf '\x01\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x02\x01\x02\x03\x04' > "$name/seed3"
  { printf '\x02\x93NUMPY\x01\0\x46\0'; printf '%-69s\n' "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }"; printf '\0\x01'; } > "$name/seed4"
  { printf '\x02\x93NUMPY\x01\0\x46\0'; printf '%-69s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"; printf '\0\0\x80\x3f'; } > "$name/seed5"
  printf '\x03\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x02\x01\x02\x03\x04' > "$name/seed6"
  ;;
model)
  weights='"layers.0.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"layers.0.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}'
  one='{\"form\":1,\"networks\":1,\"layers\":[{\"kind\":\"dense\",\"place\":0,\"inputs\":2,\"units\":1,\"activation\":\"elu\",\"number\":1}]'
  table='\"features\":{\"missing\":\"median\",\"columns\":[{\"column\":\"a\",\"indicator\":false,\"mean\":1,\"deviation\":2,\"fill\":1},{\"column\":\"b\",\"indicator\":false,\"categories\":[\"x\"]}],\"targets\":[{\"column\":\"y\",\"mean\":0,\"deviation\":1}]}'
  printf ' {"__metadata__":{"loss":"mean squared error","version":"0","model":"%s}"},%s}\0\x00\x00\x80\x3f\x00\x00\x80\x3f\x00\x00\x80\x3f' \
    "${one//\\/\\\\}" "$weights" | sed 's/\\\\/\\/g' > "$name/seed1"
  printf ' {"__metadata__":{"loss":"mean squared error","version":"0","model":"%s,%s}"},%s}\0\x00\x00\x80\x3f\x00\x00\x80\x3f\x00\x00\x80\x3f' \
    "${one//\\/\\\\}" "${table//\\/\\\\}" "$weights" | sed 's/\\\\/\\/g' > "$name/seed2"
  printf '\x01\x02\0\0\0\0\0\0\0{}' > "$name/seed3"
  {
    printf ' {'
    begin=0
    for tensor in 'm.0.weight 2,1 4' 'm.0.bias 2 4' 'm.2.weight 2 4' 'm.2.bias 2 4' 'm.10.weight 1,2 4' 'm.10.bias 1 2'; do
      read -r tensor shape bytes <<< "$tensor"
      [ $begin -gt 0 ] && printf ','
      printf '"%s":{"dtype":"F16","shape":[%s],"data_offsets":[%d,%d]}' "$tensor" "$shape" $begin $((begin + bytes))
      begin=$((begin + bytes))
    done
    printf '}\0\0\x3c\0\x3c\0\x3c\0\x3c\0\x3c\0\x3c\0\x3c\0\x3c\0\x3c\0\x3c\0\x3c'
  } > "$name/seed4"
  {
    printf ' {"__metadata__":{"loss":"mean squared error","fitness":"-1"}'
    begin=0
    for tensor in '0.weight 1,2 8' '0.bias 2 8' '1.weight 2 8' '1.bias 2 8' '2.weight 2,1 8' '2.bias 1 4'; do
      read -r tensor shape bytes <<< "$tensor"
      printf ',"layers.%s":{"dtype":"F32","shape":[%s],"data_offsets":[%d,%d]}' "$tensor" "$shape" $begin $((begin + bytes))
      begin=$((begin + bytes))
    done
    printf '}\0'
    for _ in 1 2 3 4 5 6 7 8 9 10 11; do printf '\0\0\x80\x3f'; done
  } > "$name/seed5"
  ;;
esac
"./fuzz_$name" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 "$name" > "said_$name" 2>&1
code=$?
grep -E 'ERROR|SUMMARY|runtime error|stat::number_of_executed_units|cov:' "said_$name" | tail -4
exit $code
