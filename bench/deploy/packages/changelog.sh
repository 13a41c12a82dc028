#!/bin/sh
# changelog.sh prints the changelog that Debian wants: which version, of whom, from when.
# It takes PACKAGE_VERSION, MAINTAINER and SOURCE_DATE_EPOCH.
set -eu
version=$(echo "${PACKAGE_VERSION#v}" | sed 's/-/~/')
cat <<EOF
mock-openai ($version) stable; urgency=medium

  * What changed is in /usr/share/doc/mock-openai/CHANGELOG.md.gz.

 -- $MAINTAINER  $(LC_ALL=C date --utc --date "@$SOURCE_DATE_EPOCH" -R)
EOF
