#!/usr/bin/env bash
# Starts a server and runs the test suites of openai-python, openai-node, openai-go,
# anthropic-sdk-python and anthropic-sdk-typescript against it, as far as they are about
# answers of the server. The tests listed in suites/*.txt, with the reasons, must fail, and
# no others.
#
# The suites are taken from checkouts beside this repository, or from where
# OPENAI_PYTHON, OPENAI_NODE, OPENAI_GO, ANTHROPIC_PYTHON and ANTHROPIC_TYPESCRIPT say.
# Arguments choose among python, node, go, anthropic_python and anthropic_typescript.
# Dependencies are installed into build/, those for Node into the checkouts.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
beside=$(cd ../../.. && pwd)
python=${OPENAI_PYTHON:-$beside/openai-python}
node=${OPENAI_NODE:-$beside/openai-node}
go=${OPENAI_GO:-$beside/openai-go}
anthropic_python=${ANTHROPIC_PYTHON:-$beside/anthropic-sdk-python}
anthropic_typescript=${ANTHROPIC_TYPESCRIPT:-$beside/anthropic-sdk-typescript}
wanted=("$@")
((${#wanted[@]})) || wanted=(python node go anthropic_python anthropic_typescript)

# Each run_SUITE runs in the checkout and prints the names of the tests that fail.
run_python() {
	local venv=$here/build/suites/venv
	cmp -s pyproject.toml "$venv/pyproject.toml" || {
		python3 -m venv "$venv"
		"$venv/bin/pip" install --quiet --disable-pip-version-check ".[aiohttp,datalib,realtime]" \
			pytest pytest-asyncio pytest-xdist respx inline-snapshot rich >&2
		cp pyproject.toml "$venv"
	}
	local tests=tests/api_resources
	PYTHONPATH=src PYTHONDONTWRITEBYTECODE=1 "$venv/bin/pytest" -p no:cacheprovider -n 2 --tb=no -q -rfE \
		$tests/chat $tests/responses $tests/test_{completions,embeddings,models,moderations,responses}.py \
		>"$here/build/suites/python.log" 2>&1 || failed_tests $? "$here/build/suites/python.log"
	sed -nE 's/^(FAILED|ERROR) ([^ ]+).*/\2/p' "$here/build/suites/python.log"
	tail -1 "$here/build/suites/python.log" >&2
}

run_node() {
	[ -d node_modules ] || npm exec --yes --package=node@22 --package=pnpm@11.5.1 -c 'pnpm install --frozen-lockfile --ignore-scripts' >&2
	local tests=tests/api-resources
	OPENAI_TEST_SUITE=generated jest node $tests/chat $tests/responses $tests/{completions,embeddings,models,moderations}.test.ts
}

# jest NAME TEST... runs the tests of a checkout.
jest() {
	local results=$here/build/suites/$1.json log=$here/build/suites/$1.log
	./node_modules/.bin/jest --silent --json --outputFile="$results" "${@:2}" >"$log" 2>&1 || failed_tests $? "$log"
	node -e '
		const { numTotalTests, numFailedTests, testResults } = require(process.argv[1]);
		for (const file of testResults) {
			const path = require("path").relative(".", file.name);
			if (file.assertionResults.length === 0) console.log(path);
			for (const test of file.assertionResults) if (test.status === "failed") console.log(`${path} ${test.fullName}`);
		}
		console.error(`${numFailedTests} of ${numTotalTests} tests fail`);' "$results"
}

run_go() {
	local log=$here/build/suites/go.log
	go test -json -count 1 -run '^Test(Chat|Completion|Embedding|Model|Moderation|Response|Input)' . ./responses \
		>"$log" 2>"$log.err" || failed_tests $? "$log.err"
	grep -q '"Action":"pass"' "$log" || { cat "$log.err" "$log" >&2; exit 1; }
	sed -nE 's/.*"Action":"fail".*"Test":"([^"]+)".*/\1/p' "$log"
	echo "$(grep -c '"Action":"fail".*"Test"' "$log" || true) of $(grep -c '"Action":"run"' "$log") tests fail" >&2
}

run_anthropic_python() {
	local venv=$here/build/suites/venv-anthropic log=$here/build/suites/anthropic_python.log
	cmp -s pyproject.toml "$venv/pyproject.toml" || {
		python3 -m venv "$venv"
		"$venv/bin/pip" install --quiet --disable-pip-version-check ".[aiohttp]" "http-snapshot[httpx]" \
			pytest pytest-asyncio pytest-xdist respx inline-snapshot rich time-machine dirty-equals nest_asyncio >&2
		cp pyproject.toml "$venv"
	}
	TEST_API_BASE_URL=${TEST_API_BASE_URL%/v1} PYTHONPATH=src PYTHONDONTWRITEBYTECODE=1 "$venv/bin/pytest" -p no:cacheprovider -n 2 --tb=no -q -rfE \
		tests/api_resources/test_{messages,models}.py tests/api_resources/beta/test_{messages,models}.py \
		>"$log" 2>&1 || failed_tests $? "$log"
	sed -nE 's/^(FAILED|ERROR) ([^ ]+).*/\2/p' "$log"
	tail -1 "$log" >&2
}

run_anthropic_typescript() {
	[ -d node_modules ] || npm exec --yes --package=pnpm@10.34.5 -c 'pnpm install --frozen-lockfile --ignore-scripts' >&2
	local tests=tests/api-resources
	TEST_API_BASE_URL=${TEST_API_BASE_URL%/v1} jest anthropic_typescript $tests/{messages,beta/messages}/messages.test.ts $tests/{models,beta/models}.test.ts
}

# failed_tests lets status 1 pass, which says that tests fail, and ends with LOG otherwise.
failed_tests() {
	[ "$1" = 1 ] || { cat "$2" >&2; exit 1; }
}

missing=0
for suite in "${wanted[@]}"; do
	[ -d "${!suite}" ] && continue
	case $suite in
	anthropic_*) repository=anthropics/anthropic-sdk-${suite#*_} variable=${suite^^} ;;
	*) repository=openai/openai-$suite variable=OPENAI_${suite^^} ;;
	esac
	echo "suites.sh: no checkout of ${repository#*/} at ${!suite}: git clone https://github.com/$repository there, or set $variable" >&2
	missing=1
done
((!missing)) || exit 1

mkdir -p build/suites
go build -o build/mock-openai mock-openai
build/mock-openai --port 0 --models gpt-4-mock,gpt-4o-mini,ft:gpt-4o-mini:acemeco:suffix:abc123,model_id >build/suites/server &
trap 'kill $!' EXIT
until grep -qs http build/suites/server; do
	kill -0 $!
	sleep 0.05
done
TEST_API_BASE_URL=$(grep -o 'http://[^ ]*' build/suites/server)/v1
export TEST_API_BASE_URL

status=0
for suite in "${wanted[@]}"; do
	echo "$suite"
	(cd "${!suite}" && "run_$suite") | LC_ALL=C sort >"build/suites/$suite.failed"
	grep -v '^#' "suites/$suite.txt" | grep . | LC_ALL=C sort >"build/suites/$suite.listed" || true
	LC_ALL=C comm -3 "build/suites/$suite.failed" "build/suites/$suite.listed" >"build/suites/$suite.differs"
	sed -e 's/^\t/passes, but is listed in suites\/'"$suite"'.txt: /;t' -e 's/^/fails: /' "build/suites/$suite.differs"
	[ ! -s "build/suites/$suite.differs" ] || status=1
done
exit $status
