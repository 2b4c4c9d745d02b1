#!/usr/bin/env bash
# check_no_install.sh RUN FOLDER: on a machine that lacks two packages (a dpkg-query that says so stands first on PATH),
# `run ... --no-install` stops, names exactly these two, and calls no package manager; without the flag it calls apt-get.
set -u
run=$1 folder=$2
rm -rf "$folder" && mkdir -p "$folder/bin"

fail() { echo "check_no_install: $*"; echo "--- it said:"; cat "$folder/said"; exit 1; }

cat > "$folder/bin/dpkg-query" <<'FAKE'
#!/bin/sh
for package; do :; done
case $package in zlib1g-dev|doctest-dev) exit 1;; *) echo "install ok installed";; esac
FAKE
printf '#!/bin/sh\necho "$@" >> "%s/called"\ncase "$*" in *update*) exit 0;; esac\nexit 9\n' "$folder" > "$folder/bin/apt-get"
cp "$folder/bin/apt-get" "$folder/bin/sudo"
chmod +x "$folder/bin/"*

PATH="$folder/bin:$PATH" bash "$run" test --no-install > "$folder/said" 2>&1 < /dev/null && fail "it went on"
grep -qx 'run: missing Debian packages: doctest-dev zlib1g-dev' "$folder/said" || fail "the list is not there"
grep -q 'apt-get install doctest-dev zlib1g-dev' "$folder/said" || fail "the command is not there"
[ -e "$folder/called" ] && fail "a package manager was called"

# the demo does not need doctest
PATH="$folder/bin:$PATH" bash "$run" demo --no-install > "$folder/said" 2>&1 < /dev/null && fail "demo: it went on"
grep -qx 'run: missing Debian packages: zlib1g-dev' "$folder/said" || fail "demo: the list is not there"

# this check can be red: without the flag the (false) package manager is called, and its failure stops everything
PATH="$folder/bin:$PATH" bash "$run" demo > "$folder/said" 2>&1 < /dev/null && fail "a failed apt-get did not stop it"
grep -q 'install.*zlib1g-dev' "$folder/called" || fail "apt-get was not called"
bash "$run" nonsense > "$folder/said" 2>&1 && fail "an unknown command was accepted"
grep -q 'usage: ' "$folder/said" || fail "no usage line"
exit 0
