#!/usr/bin/env bash
# Asks through eleven clients for answers with every quirk, and writes the table of what they
# make of them into the topic quirks. What it needs is installed into build/ and
# node_modules/, which git ignores. It takes some minutes, most of them for the installation.
set -euo pipefail
cd "$(dirname "$0")"

. ../sdk/newernode.sh
mkdir -p build
# openai-python has a place of its own: the other packages do not take its last version.
for name in openai wrappers; do
	cmp -s "$name.txt" "build/$name.txt" || {
		python3 -m venv "build/$name"
		"build/$name/bin/pip" install --quiet --disable-pip-version-check -r "$name.txt"
		cp "$name.txt" build/
	}
done
newer_node
cmp -s package-lock.json build/package-lock.json || {
	npm ci --loglevel=error --no-audit --no-fund
	cp package-lock.json build/
}
(cd ../.. && go build -o bench/quirks/build/mock-openai .)
CARGO_TARGET_DIR=build/rust cargo build --quiet --locked --manifest-path rust/Cargo.toml
(cd ../../fast/blackbox && go build -o ../../bench/quirks/build/quirkclient ./quirkclient)

build/mock-openai --port 0 --deterministic --token-mean 12 --token-stddev 0 --quiet >build/log &
trap 'kill %1' EXIT
until grep -qs http build/log; do
	kill -0 %1
	sleep 0.05
done
MOCK_OPENAI_URL=$(grep -o 'http://[^ ]*' build/log)
export MOCK_OPENAI_URL LITELLM_LOCAL_MODEL_COST_MAP=True # without asking its maker for prices

build/mock-openai quirks | python3 matrix.py ../../cmd/help/quirks.md \
	"build/openai/bin/python clients.py openai_python" \
	"node clients.mjs openai" \
	"build/quirkclient" \
	"build/wrappers/bin/python clients.py langchain" \
	"node clients.mjs langchain" \
	"node clients.mjs aisdk" \
	"node clients.mjs compatible" \
	"build/wrappers/bin/python clients.py litellm" \
	"build/wrappers/bin/python clients.py llama_index" \
	"build/wrappers/bin/python clients.py instructor" \
	"build/rust/debug/quirkclient"
