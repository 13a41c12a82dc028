#!/bin/sh
# formula.sh CHECKSUMS prints the formula for Homebrew of the archives in CHECKSUMS.
# VERSION is the release's tag, SOURCE the repository's URL.
set -eu
# Each platform stands for the checksum of its archive.
sums=$(sed -nE 's/^([0-9a-f]{64})  mock-openai_.*_((darwin|linux)_[a-z0-9]+)\.tar\.gz$/s|@\2@|\1|/p' "$1")
sed -e "s|@SOURCE@|$SOURCE|" -e "s|@VERSION@|$VERSION|g" -e "s|@NUMBER@|${VERSION#v}|" -e "$sums" "$(dirname "$0")/mock-openai.rb"
