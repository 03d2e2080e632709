#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares tlslint's evaluation of random cipher strings and lists with the `openssl` of this machine and of other
# Debian releases, which live in build/trees/NAME (made here if they are missing, and kept; needs root).
#
#   tests/prove/openssl.sh TEST_BINARY [COUNT [NAME...]]     NAME: this bullseye trixie sid
#
# TEST_BINARY is the one that contains tests/parsers/openssl. TLSLINT_PROVE_SEED repeats a run.
set -eu

binary=$(realpath "$1")
count=${2:-20000}
[ $# -gt 2 ] && shift 2 || set -- this bullseye trixie sid

cd "$(dirname "$0")/../.."
mirror=$(grep -rhoE 'https?://[^ ]*/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -n 1)
mirror=${mirror:-http://deb.debian.org/debian}
mirror=${mirror% }
seed=${TLSLINT_PROVE_SEED:-$(date +%s)}

# A tree with openssl in it, whoever made it. Locked, because other proofs use the same trees.
prepare() {
    tree=build/trees/$1
    mkdir -p build/trees
    exec 9>"$tree.lock"
    flock 9
    if [ ! -x "$tree/usr/bin/apt-get" ] || [ -d "$tree/debootstrap" ]; then
        rm -rf --one-file-system "$tree"
        debootstrap --variant=minbase --include=openssl "$1" "$tree" "$mirror" >"$tree.log" 2>&1 ||
            { tail -n 5 "$tree.log" >&2; return 1; }
    elif [ ! -x "$tree/usr/bin/openssl" ]; then
        # A mirror's snapshot of sid may be older than its Release file allows.
        { chroot "$tree" apt-get -q -o Acquire::Check-Valid-Until=false update &&
            DEBIAN_FRONTEND=noninteractive chroot "$tree" apt-get -qy --no-install-recommends install openssl
        } >"$tree.log" 2>&1 || { tail -n 5 "$tree.log" >&2; return 1; }
    fi
    exec 9>&-
}

compare() {
    printf '%s: %s, %s strings, seed %s\n' "$1" "$($2 version)" "$count" "$seed"
    TLSLINT_OPENSSL=$2 TLSLINT_PROVE_COUNT=$count TLSLINT_PROVE_SEED=$seed \
        "$binary" --gtest_brief=1 --gtest_filter='RandomCipherStrings.*:RandomLists.*'
}

failed=
for name; do
    if [ "$name" = this ]; then
        compare this openssl || failed="$failed $name"
    else
        prepare "$name" && compare "$name" "chroot $PWD/build/trees/$name openssl" || failed="$failed $name"
    fi
done
[ -z "$failed" ] || { echo "differs or could not be compared:$failed" >&2; exit 1; }
