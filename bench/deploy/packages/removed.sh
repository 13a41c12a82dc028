#!/bin/sh
# After the package has gone. Debian says "purge" when its data is to go, too.
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
if [ "$1" = purge ]; then rm -rf /var/lib/private/mock-openai /var/lib/mock-openai; fi
