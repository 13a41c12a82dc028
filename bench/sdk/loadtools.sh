#!/bin/sh
# Runs guidellm, aiperf and the client of `vllm bench serve` against the mock, and prints what each
# reports beside what was set: 200 ms to the first token, 20 ms between tokens, 128 tokens. It needs
# Go, Python 3.11 or later, and about 3 GB below WORK, which is kept for the next run.
set -eu
cd "$(dirname "$0")/../.."
work=${WORK:-/tmp/mock-openai-loadtools}
port=${PORT:-3977}
requests=${REQUESTS:-8}
tools=$PWD/bench/sdk/loadtools
mkdir -p "$work"

# The tools, without torch, which only the engine of vLLM needs.
if [ ! -e "$work/installed" ]; then
	python3 -m venv "$work/python"
	python3 -m venv "$work/aiperf"
	"$work/aiperf/bin/pip" install -q aiperf
	"$work/python/bin/pip" install -q --no-deps guidellm
	"$work/python/bin/pip" install -q click culsans datasets ftfy jinja2 more-itertools numpy pydantic pydantic-settings \
		pyyaml uvloop websockets eval_type_backport faker loguru msgpack protobuf rich sanic tabulate transformers \
		tiktoken 'httpx[http2]' httpx2 h2 aiohttp pybase64 pillow
	"$work/python/bin/pip" download -q --no-deps --only-binary :all: -d "$work/wheel" vllm
	"$work/python/bin/python" -m zipfile -e "$work"/wheel/vllm-*.whl "$work/vllm"
	touch "$work/installed"
fi

# A vocabulary in the form of Hugging Face, for the mock and for the tools.
module=$(go mod download -json github.com/pkoukk/tiktoken-go-loader@v0.0.2 | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
"$work/python/bin/python" "$tools/vocabulary.py" "$module/assets/cl100k_base.tiktoken" "$work/cl100k"

go build -o "$work/mock-openai" .
"$work/mock-openai" --port "$port" --accent vllm --tokenizer "$work/cl100k/tokenizer.json" \
	--ttft 200ms --itl 20ms --latency-distribution constant &
mock=$!
trap 'kill $mock' EXIT
"$work/mock-openai" health --wait 60s --port "$port"

url=http://127.0.0.1:$port
export PYTHONDONTWRITEBYTECODE=1
USE_TORCH=0 PYTHONPATH=$tools "$work/python/bin/guidellm" run --backend "kind=openai_http,target=$url,model=gpt-4-mock" \
	--profile kind=synchronous --constraint "kind=max_requests,count=$requests" --tokenizer "kind=hf_auto,model=$work/cl100k" \
	--data kind=synthetic_text,prompt_tokens=64,output_tokens=128 --output "kind=json,path=$work/guidellm.json" \
	--disable-console >"$work/guidellm.log" 2>&1
"$work/aiperf/bin/aiperf" profile --model gpt-4-mock --url "$url" --endpoint-type chat --streaming --tokenizer "$work/cl100k" \
	--synthetic-input-tokens-mean 64 --synthetic-input-tokens-stddev 0 --output-tokens-mean 128 --output-tokens-stddev 0 \
	--extra-inputs ignore_eos:true --extra-inputs min_tokens:128 --concurrency 1 --request-count "$requests" --ui none \
	--output-artifact-dir "$work/aiperf.out" >"$work/aiperf.log" 2>&1
"$work/python/bin/python" "$tools/vllmserve.py" "$work/vllm" --backend openai-chat --base-url "$url" \
	--endpoint /v1/chat/completions --model gpt-4-mock --tokenizer "$work/cl100k" --dataset-name random \
	--random-input-len 64 --random-output-len 128 --num-prompts "$requests" --max-concurrency 1 --ignore-eos --disable-tqdm \
	--save-result --result-filename "$work/vllm.json" >"$work/vllm.log" 2>&1
"$work/python/bin/python" "$tools/table.py" "$work"
