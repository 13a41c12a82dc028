#!/usr/bin/env bash
# Runs the official clients for Node and Python, where those are, side by side, each
# against servers of its own. What they need is installed into build/ and
# node/node_modules/, which git ignores.
set -euo pipefail
cd "$(dirname "$0")"

. ./newernode.sh

mkdir -p build
go build -o build/mock-openai mock-openai

# serve NAME FLAG... starts a server and sets NAME to its URL. The server takes its settings
# from FLAG alone: it would warn of the variables of these tests. What it prints goes to
# build/LANGUAGE.NAME. Lengths vary less than by default, with which one answer in some
# thousands ends before the limits of 10 or 20 tokens that tests set.
servers=()
serve() {
	local printed=build/$language.$1
	rm -f "$printed"
	(unset "${!MOCK_OPENAI_@}" && exec build/mock-openai --port 0 --token-stddev 32 "${@:2}") >"$printed" &
	servers+=($!)
	until grep -qs http "$printed"; do
		kill -0 "${servers[-1]}"
		sleep 0.05
	done
	export "$1=$(grep -o 'https*://[^ ]*' "$printed")"
}

# trusting NAME... runs a client that trusts the servers over TLS.
(cd build && go run "$(go env GOROOT)/src/crypto/tls/generate_cert.go" --host 127.0.0.1 --ca 2>certificate.log) ||
	{ cat build/certificate.log; exit 1; }
trusting() { NODE_EXTRA_CA_CERTS="$PWD/build/cert.pem" SSL_CERT_FILE="$PWD/build/cert.pem" "$@"; }

# python_with NAME runs Python with the packages in build/NAME before all others.
python_with() { PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=build/$1:build/python:python python3 "${@:2}"; }
python() { python_with python "$@"; }

# persistently COMMAND... runs what downloads, up to three times.
persistently() {
	for pause in 5 20; do
		"$@" && return
		sleep "$pause"
	done
	"$@"
}

# install NAME FILE FLAG... installs what FILE requires into build/NAME.
install() {
	cmp -s "$2" "build/$1.txt" || {
		rm -rf "build/$1"
		persistently python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-warn-conflicts \
			--target "build/$1" "${@:3}" -r "$2"
		cp "$2" "build/$1.txt"
	}
}

# Each of these installs the clients of a language and says how to run them: each against
# every server, trouble against servers with faults, and fixture starts servers of its own.
node_clients() {
	persistently newer_node
	cmp -s node/package-lock.json build/package-lock.json || {
		persistently npm ci --prefix node --loglevel=error --no-audit --no-fund
		cp node/package-lock.json build/
	}
	each=("node --test --test-reporter=dot node/main.test.mjs")
	trouble=("node --test --test-reporter=dot node/trouble/retries.test.mjs node/trouble/faults.test.mjs node/wrappers/langchain.test.mjs")
	fixture=("node node/node_modules/vitest/vitest.mjs run --root node/fixture --reporter=dot --cache=false")
}
python_clients() {
	install python python/requirements.txt
	# LangChain's client for Cohere does not accept the latest client of Cohere, so it gets an older one.
	install wrappers python/wrappers/requirements.txt --no-deps
	each=("python python/main.py")
	trouble=("python -m unittest discover --start-directory python/trouble" "python_with wrappers -m unittest discover --start-directory python/wrappers")
	fixture=("python -m pytest -q -p no:cacheprovider python/fixture")
}

# try LANGUAGE runs its clients against servers of their own.
try() {
	language=$1
	trap '((${#servers[@]} == 0)) || kill "${servers[@]}"' EXIT
	"${language}_clients"

	export MOCK_OPENAI_STRICT_KEY=sk-test-0123456789abcdef
	serve MOCK_OPENAI_STRICT_URL --strict --api-key "$MOCK_OPENAI_STRICT_KEY" --reasoning-tokens 32 --response-delay-ms 0.1 --prompt-cache 16MiB
	for flags in "" "--text rich" "--tls-cert build/cert.pem --tls-key build/key.pem" "--ttft 2ms --itl 20us"; do
		serve MOCK_OPENAI_URL $flags
		echo "$language: mock-openai $flags"
		for run in "${each[@]}"; do trusting $run; done
	done

	serve MOCK_OPENAI_FLAKY_URL --fail-first 2 --fail-first-with error:status=429,for=600ms
	serve MOCK_OPENAI_LIMITED_URL --rpm 30
	echo "$language: mock-openai in trouble"
	for run in "${trouble[@]}"; do $run; done

	echo "$language: mock-openai in a fixture"
	unset "${!MOCK_OPENAI_@}"
	export MOCK_OPENAI=$PWD/build/mock-openai
	for run in "${fixture[@]}"; do $run; done
}

languages=()
! command -v npm >/dev/null || languages+=(node)
! command -v python3 >/dev/null || languages+=(python)

running=()
trap '((${#running[@]} == 0)) || kill "${running[@]}" 2>/dev/null || true' EXIT
for language in "${languages[@]}"; do
	(try "$language") >"build/$language.log" 2>&1 &
	running+=($!)
done
failed=()
for i in "${!running[@]}"; do
	wait "${running[i]}" || failed+=("${languages[i]}")
	cat "build/${languages[i]}.log"
done
trap - EXIT
((${#failed[@]} == 0)) || { echo "failed: ${failed[*]}" >&2; exit 1; }
