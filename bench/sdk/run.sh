#!/usr/bin/env bash
# Runs the official clients for Node and Python, where those are, against a
# server of its own. What they need is installed into build/, which git ignores.
set -euo pipefail
cd "$(dirname "$0")"

mkdir -p build
go build -o build/mock-openai mock-openai
build/mock-openai --port 0 >build/address &
server=$!
trap 'kill $server' EXIT
until grep -q http build/address; do sleep 0.05; done
MOCK_OPENAI_URL=$(grep -o 'http://[^ ]*' build/address)
export MOCK_OPENAI_URL

if command -v npm >/dev/null; then
	cmp -s package-lock.json build/package-lock.json || { npm ci --silent --no-audit --no-fund && cp package-lock.json build/; }
	node --test --test-reporter=dot client.test.mjs
	echo "Node: ok"
fi
if command -v python3 >/dev/null; then
	cmp -s requirements.txt build/requirements.txt || { python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-warn-conflicts --target build/python -r requirements.txt && cp requirements.txt build/; }
	PYTHONPATH=build/python python3 test_client.py
fi
