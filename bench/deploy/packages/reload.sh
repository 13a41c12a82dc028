#!/bin/sh
# After the unit has come, changed or gone.
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
