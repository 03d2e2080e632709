#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job on the demo deployment: a snapshot of a Debian 11 machine with a few mistakes in its nginx,
# HAProxy and Apache configuration.
# Certificates and keys below /etc/letsencrypt and /etc/ssl exist on the machine only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for server in nginx haproxy apache2; do
    status=0
    (
        PS4='$ '
        set -x
        build/release/tlslint check --root fixtures/demo --absent '/etc/letsencrypt/**,/etc/ssl/**' \
            --format text "fixtures/demo/etc/$server"
    ) || status=$?
    case $status in
    1) ;;  # findings: that is what the demo is for
    0) echo "the demo's mistakes were not found" >&2 && exit 1 ;;
    *) exit "$status" ;;
    esac
done
