#!/bin/sh
# Runs the Go benchmarks of two commits in turns and prints benchstat's
# comparison and, below it, what got slower.
#
#   bench/compare.sh OLD [NEW]     NEW is the working tree unless named
#
# BENCH (a regexp of benchmarks), COUNT, BENCHTIME, PKGS and OUT (where the raw
# output is kept) are taken from the environment.
set -eu

old=${1:?usage: bench/compare.sh OLD [NEW]} new=${2:-}
bench=${BENCH:-.} count=${COUNT:-6} time=${BENCHTIME:-0.3s} pkgs=${PKGS:-./pool/... ./fast/... ./bench/...}
benchstat="go run golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da"

root=$(git rev-parse --show-toplevel)
tmp=$(mktemp -d)
out=${OUT:-$tmp/out}
clean() {
	for tree in "$tmp/old" "$tmp/new"; do
		[ ! -e "$tree/.git" ] || git -C "$root" worktree remove --force "$tree"
	done
	rm -rf "$tmp"
}
trap clean EXIT
trap 'exit 1' INT TERM

# build TREE NAME compiles the tests of each package once.
build() {
	mkdir -p "$tmp/bin/$2"
	(cd "$1" && go test -c -o "$tmp/bin/$2/" $pkgs)
}

# run TREE NAME runs the benchmarks of each package in its directory, once.
run() {
	(cd "$1" && go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}} {{.ImportPath}}{{end}}' $pkgs) |
		while read -r dir path; do
			if ! (cd "$dir" && "$tmp/bin/$2/${path##*/}.test" -test.run '^$' -test.bench "$bench" \
				-test.benchmem -test.benchtime "$time") </dev/null >"$tmp/one" 2>&1; then
				cat "$tmp/one" >&2
				exit 1
			fi
			cat "$tmp/one" >>"$out/$2.txt"
		done
}

mkdir -p "$out"
rm -f "$out/old.txt" "$out/new.txt"
git worktree add --quiet --detach "$tmp/old" "$old"
tree=$root
if [ -n "$new" ]; then
	git worktree add --quiet --detach "$tmp/new" "$new"
	tree=$tmp/new
fi
build "$tmp/old" old
build "$tree" new
for i in $(seq "$count"); do
	echo "round $i of $count" >&2
	run "$tmp/old" old
	run "$tree" new
done

$benchstat old="$out/old.txt" new="$out/new.txt" | tee "$tmp/stat"
echo
echo "slower, or more of something, beyond the noise:"
# B/s is the one unit of which more is better; from nothing to something is "?".
awk -F '│' '
	/^pkg: / { pkg = substr($0, 6) }
	/^ *│.*vs base/ { unit = $2; gsub(/ /, "", unit) }
	unit != "B/s" && !/^geomean/ && /(\+[0-9.]+%|\?) \(p=/ { print pkg, unit ": " $0; n++ }
	END { if (!n) print "nothing" }' "$tmp/stat"
