"""Prints what the load tools have reported below a folder, and fails if it is not what was set."""

import importlib.metadata
import json
import pathlib
import subprocess
import sys

work = pathlib.Path(sys.argv[1])
guide = json.loads((work / "guidellm.json").read_text())["benchmarks"][0]["metrics"]
guide = [guide[name]["successful"]["median"] for name in ("time_to_first_token_ms", "inter_token_latency_ms", "output_token_count", "prompt_token_count")]
aiperf = json.loads((work / "aiperf.out" / "profile_export_aiperf.json").read_text())
aiperf = [aiperf[name]["p50"] for name in ("time_to_first_token", "inter_token_latency", "output_sequence_length", "input_sequence_length")]
vllm = json.loads((work / "vllm.json").read_text())
vllm = [vllm["median_ttft_ms"], vllm["median_tpot_ms"], vllm["total_output_tokens"] / vllm["completed"], vllm["total_input_tokens"] / vllm["completed"]]
versions = [
    "guidellm " + importlib.metadata.version("guidellm"),
    "aiperf " + subprocess.run([work / "aiperf/bin/aiperf", "--version"], capture_output=True, text=True, check=True).stdout.strip(),
    "vllm bench serve " + next((work / "wheel").glob("vllm-*.whl")).name.split("-")[1],
]
wanted = [200, 20, 128, 64]
print("| tool | first token, p50, ms | between tokens, p50, ms | tokens of an answer | tokens of a prompt |\n|---|---|---|---|---|")
print("| set | 200 | 20 | 128 | 64 |")
failed = False
for name, row in zip(versions, (guide, aiperf, vllm)):
    print(f"| {name} | {row[0]:.1f} | {row[1]:.2f} | {row[2]:g} | {row[3]:g} |")
    failed |= any(abs(got - want) > 0.05 * want for got, want in zip(row[:2], wanted)) or row[2:] != wanted[2:]
sys.exit(failed)
