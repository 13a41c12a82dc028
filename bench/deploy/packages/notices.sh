#!/bin/sh
# notices.sh prints the licenses of Go and of the modules in the binaries, which must come
# with copies of them.
set -eu
echo "mock-openai is under the license in LICENSE. It contains these, under theirs:"

# print NAME FOLDER DEPTH prints what is found in FOLDER, of which there must be some.
print() {
	texts=$(find "$2" -maxdepth "$3" -name testdata -prune -o -type f \( -iname 'licen[sc]e*' -o -iname 'copying*' \
		-o -iname 'notice*' -o -iname 'patents*' -o -iname 'ofl.txt' -o -iname 'ftl.txt' \) -print | LC_ALL=C sort)
	[ -n "$texts" ] || { echo "$1 has no license in $2" >&2; exit 1; }
	for text in $texts; do
		printf '\n%s: %s\n\n' "$1" "${text#"$2/"}"
		cat "$text"
	done
}

print "$(go env GOVERSION)" "$(go env GOROOT)" 1
modules=$(for os in linux darwin windows; do
	GOOS=$os go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}@{{.Version}} {{.Dir}}{{end}}{{end}}' .
done | LC_ALL=C sort -u)
echo "$modules" | while read -r name folder; do print "$name" "$folder" 9; done
