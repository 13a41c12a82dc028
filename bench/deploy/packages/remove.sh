#!/bin/sh
# Before the package goes: Debian says "remove", Fedora says 0. Not before an upgrade.
set -e
case $1 in
remove | 0) if [ -d /run/systemd/system ]; then systemctl disable --now mock-openai.service || true; fi ;;
esac
