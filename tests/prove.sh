#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Long comparisons with the outside world. `./dev prove KIND [ARGS]` is the same.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'EOF'
tests/prove.sh fresh                        README's commands on a new Debian 12 (debootstrap; root)
tests/prove.sh corpus DIR ORACLE.tsv        real files, as tlslint and the servers read them
tests/prove.sh openssl [COUNT [NAME...]]    random cipher strings; NAME: this bullseye trixie sid
tests/prove.sh nginx [COUNT [NAME...]]      random deployments: the real server on loopback against tlslint show
tests/prove.sh haproxy [COUNT [NAME...]]    random configurations of HAProxy, the same way
tests/prove.sh haproxy-refusals [COUNT [SEED]]  damaged configurations: what `haproxy -c` refuses, and where
tests/prove.sh apache [COUNT [NAME...]]     random deployments of Apache, the same way
tests/prove.sh nginx-directives [NAME...]   the table of directives against the servers themselves
tests/prove.sh apache-directives            the same for httpd, from its own tables
tests/prove.sh chains [COUNT [SEED]]        random chains of certificates: OpenSSL and GnuTLS against tlslint check
tests/prove.sh live                         verify beside testssl.sh and gnutls-cli-debug on the same servers
tests/prove.sh fleet [COUNT [KILLS]]        a fleet of known findings: shards, merges, kill -9, a full disk
tests/prove.sh image                        the Dockerfile built, the GitHub action and GitLab's job run in it (buildah; root)
tests/prove.sh mutations [COUNT [SEED]]     conditions of rules turned around: do the fixtures notice?
EOF
}

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

mirror() {
    local found
    found=$(grep -rhoE 'https?://[^ ]*/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -v snapshot | head -n 1)
    echo "${found:-http://deb.debian.org/debian}"
}

# This machine's ways to the packages, for a tree of the same release.
copy_apt_settings() {
    local tree=$1
    rm -f "$tree"/etc/apt/sources.list
    cp /etc/apt/sources.list "$tree/etc/apt/" 2>/dev/null || true
    cp /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources "$tree/etc/apt/sources.list.d/" 2>/dev/null || true
    apt-config dump | grep -iE '^Acquire::[a-z]+::Proxy' >"$tree/etc/apt/apt.conf.d/99proxy" || true
    cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
}

# bare TREE INCLUDED: a new Debian 12 with this machine's ways to the packages.
bare() {
    local tree=$1
    command -v debootstrap >/dev/null || ./dev setup
    mkdir -p build/trees
    rm -rf --one-file-system "$tree"
    say "debootstrap bookworm"
    debootstrap --variant=minbase --include="$2" bookworm "$tree" "$(mirror)" >"$tree.log" 2>&1 || { tail -n 5 "$tree.log" >&2; return 1; }
    copy_apt_settings "$tree"
}

# A bare Debian 12 with nothing but git, what is committed here, and the two commands of README.md, as root.
fresh() {
    local tree=build/trees/fresh
    [ -z "$(git status --porcelain)" ] || say "left out: what is not committed"
    bare "$tree" git
    # Whatever else makes a machine or a container writes one.
    printf '127.0.0.1 localhost\n::1 localhost\n' >"$tree/etc/hosts"
    git clone --quiet --no-hardlinks . "$tree/root/tlslint"
    # Mounts and processes live in namespaces of their own: they end with this command, however it ends.
    unshare --mount --pid --fork --kill-child bash -euo pipefail -c '
        tree=$1
        mount -t proc proc "$tree/proc"
        mount --rbind /dev "$tree/dev"
        for command in "./dev demo" "./dev test"; do
            printf "\033[1m\$ %s\033[0m\n" "$command" >&2
            SECONDS=0
            env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
                http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" no_proxy="${no_proxy:-}" \
                chroot "$tree" sh -c "cd /root/tlslint && exec $command"
            echo "$command: $SECONDS s" >&2
        done' fresh "$tree"
    say "fresh: both commands succeed"
    rm -rf --one-file-system "$tree"
}

image() {
    local tree=build/trees/image
    bare "$tree" apt
    tests/prove/image.py "$tree"
    rm -rf --one-file-system "$tree"
}

# A tree of another release with a server in it; kept. Locked, because other proofs use the same trees.
prepare() {
    local name=$1 program=$2 tree=build/trees/$1 package
    case $program in
    nginx) package=nginx-extras ;;
    haproxy) package=haproxy ;;
    apache2) package=apache2-bin ;;
    esac
    mkdir -p build/trees
    (
        flock 9
        [ ! -x "$tree/usr/sbin/$program" ] || exit 0
        say "$tree: $package"
        {
            if [ ! -x "$tree/usr/bin/apt-get" ] || [ -d "$tree/debootstrap" ]; then
                rm -rf --one-file-system "$tree"
                debootstrap --variant=minbase --include=openssl "$name" "$tree" "$(mirror)"
            fi &&
                cp -L /etc/resolv.conf "$tree/etc/resolv.conf" &&
                printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d" &&
                chmod 755 "$tree/usr/sbin/policy-rc.d" &&
                # A mirror's snapshot of sid may be older than its Release file allows.
                chroot "$tree" apt-get -q -o Acquire::Check-Valid-Until=false update &&
                DEBIAN_FRONTEND=noninteractive chroot "$tree" apt-get -qy --no-install-recommends install "$package"
        } >"$tree.log" 2>&1 || { tail -n 5 "$tree.log" >&2; exit 1; }
    ) 9>"$tree.lock"
}

nginx_directives() {
    [ $# -gt 0 ] || set -- this bullseye trixie sid
    local name failed=""
    for name; do
        say "nginx-directives: $name"
        if [ "$name" = this ]; then
            tests/prove/nginx_directives.py /usr/sbin/nginx || failed+=" $name"
        else
            prepare "$name" nginx && tests/prove/nginx_directives.py "build/trees/$name/usr/sbin/nginx" || failed+=" $name"
        fi
    done
    [ -z "$failed" ] || { echo "differs or could not be compared:$failed" >&2; return 1; }
}

# model PROGRAM COUNT NAMES MODULE...: COUNT deployments a server and module. A release's own starts in its tree, by chroot and
# in a mount namespace: needs root. TLSLINT_PROVE_SEED: the first deployment's; what differs is kept, and
# `python3 -m MODULE --only SEED` repeats it.
model() {
    local program=$1 count=$2 names=$3 failed="" name module
    for name in ${names:-this bullseye trixie sid}; do
        local server=()
        if [ "$name" != this ]; then
            prepare "$name" "$program" || { failed+=" $name"; continue; }
            server=(--server "chroot $PWD/build/trees/$name $program")
        fi
        for module in "${@:4}"; do
            say "$module: $name"
            PYTHONPATH=tests/prove python3 -m "$module" "${server[@]}" --count "$count" --seed "${TLSLINT_PROVE_SEED:-1}" || failed+=" $name"
        done
    done
    [ -z "$failed" ] || { echo "differs or could not be compared:$failed" >&2; return 1; }
}

kind=${1:-}
shift || true
case "$kind" in
fresh) fresh ;;
corpus)
    [ $# -ge 2 ] || { usage >&2; exit 2; }
    ./dev build
    exec tests/prove/corpus.py "$@" ;;
openssl)
    ./dev build
    exec tests/prove/openssl.sh build/release/tests/tlslint_tests "$@" ;;
nginx)
    ./dev build
    model nginx "${1:-300}" "${*:2}" nginx_model.clients nginx_model ;;
haproxy)
    ./dev build
    model haproxy "${1:-300}" "${*:2}" haproxy_model ;;
haproxy-refusals)
    ./dev build
    exec tests/prove/haproxy_refusals.py --count "${1:-500}" --seed "${2:-1}" ;;
apache)
    ./dev build
    model apache2 "${1:-300}" "${*:2}" apache_model ;;
nginx-directives) nginx_directives "$@" ;;
apache-directives) exec tests/prove/apache_directives.py ;;
chains)
    ./dev build
    exec tests/prove/chains.py build/release/tlslint "$@" ;;
live)
    ./dev build
    cd tests/prove
    exec python3 -m live.others --tlslint ../../build/release/tlslint "$@" ;;
image) image ;;
mutations)
    ./dev build
    exec tests/prove/mutations.py "$@" ;;
fleet)
    ./dev build
    cd tests/prove
    python3 -m fleet --tlslint ../../build/release/tlslint --count "${1:-10000}" --kills "${2:-50}"
    python3 -m fleet.postgres --tlslint ../../build/release/tlslint --count "$((${1:-10000} / 2))" --kills "${2:-50}"
    exec python3 -m fleet.recipes --tlslint ../../build/release/tlslint ;;
reports)
    ./dev build
    exec tests/prove/reports.py build/release/tlslint ;;
*) usage >&2; exit 2 ;;
esac
