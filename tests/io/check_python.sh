#!/usr/bin/env bash
# Model files against Python's own readers: safetensors, and torch where it is installed. Torch also makes the models of
# fixtures/torch anew, and the tests that read them run on those.
#   check_python.sh SOURCE PYTHON_FILES TEST_IO      the two programs; GENOPROP_PYTHON: a Python other than python3
# Exit status: 0 all is well, 1 something differs, 77 no Python with safetensors.
set -u
source=$1 files=$2 tests=$3
python=${GENOPROP_PYTHON:-python3}
if ! "$python" -c 'import safetensors, numpy' 2> /dev/null; then
  echo "skipped: $python has no safetensors and numpy (pip install safetensors numpy; GENOPROP_PYTHON names another Python)"
  exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$files" "$scratch" || exit 1
"$python" "$source/tests/io/check_python.py" "$scratch" || exit 1
if "$python" -c 'import torch' 2> /dev/null; then
  mkdir "$scratch/models"
  "$python" "$source/tests/io/fixtures/torch/make.py" "$scratch/models" || exit 1
  GENOPROP_TORCH_MODELS=$scratch/models "$tests" -tc="torch:*" || exit 1
fi
