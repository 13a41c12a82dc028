#!/bin/sh
# docs.sh BINARY FOLDER writes the man page and the completions of shells, from what
# BINARY itself says. VERSION and DATE are those of the page.
set -eu
binary=$1 folder=$2
here=$(dirname "$0")
mkdir -p "$folder"

# The help as it is in a terminal of 80 columns, with what roff would take for its own
# escaped.
env -i COLUMNS=80 "$binary" --help | sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\&&/" -e '1i .nf' -e '$a .fi' >"$folder/help"
sed -e "/@HELP@/{r $folder/help" -e 'd}' -e "s/@VERSION@/$VERSION/" -e "s/@DATE@/${DATE%%T*}/" "$here/mock-openai.1" >"$folder/mock-openai.1"
rm "$folder/help"

for shell in bash fish; do
	"$binary" completion $shell >"$folder/mock-openai.$shell"
done
