#!/usr/bin/env bash
# Runs the official clients for Node and Python, where those are, against
# servers of its own. What they need is installed into build/ and
# node/node_modules/, which git ignores.
set -euo pipefail
cd "$(dirname "$0")"

mkdir -p build
go build -o build/mock-openai mock-openai

# serve NAME FLAG... starts a server and sets NAME to its URL.
servers=()
trap 'kill "${servers[@]}"' EXIT
serve() {
	build/mock-openai --port 0 "${@:2}" >"build/$1" &
	servers+=($!)
	until grep -q http "build/$1"; do
		kill -0 "${servers[-1]}"
		sleep 0.05
	done
	export "$1=$(grep -o 'http://[^ ]*' "build/$1")"
}

export MOCK_OPENAI_STRICT_KEY=sk-test-0123456789abcdef
serve MOCK_OPENAI_URL
serve MOCK_OPENAI_STRICT_URL --strict --api-key "$MOCK_OPENAI_STRICT_KEY" --reasoning-tokens 32 --response-delay-ms 0.1

if command -v npm >/dev/null; then
	cmp -s node/package-lock.json build/package-lock.json || {
		npm ci --prefix node --silent --no-audit --no-fund
		cp node/package-lock.json build/
	}
	node --test --test-reporter=dot node/main.test.mjs
	echo "Node: ok"
fi
if command -v python3 >/dev/null; then
	cmp -s python/requirements.txt build/requirements.txt || {
		rm -rf build/python
		python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-warn-conflicts \
			--target build/python -r python/requirements.txt
		cp python/requirements.txt build/
	}
	PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=build/python python3 python/main.py
fi
