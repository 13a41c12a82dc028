"""Runs the client of `vllm bench serve` from its sources, without the engine, which needs torch.

usage: vllmserve.py SOURCES FLAG...

SOURCES is a folder with vllm/benchmarks. What the client takes from the rest of vllm has little to do
with a text of random tokens. It is replaced here.
"""

import argparse
import asyncio
import gc
import logging
import sys
import types
from unittest import mock

from transformers import AutoTokenizer

sources, *flags = sys.argv[1:]


class Parser(argparse.ArgumentParser):
    def add_argument(self, *names, **options):
        options.pop("deprecated", None)  # of newer versions of Python
        return super().add_argument(*names, **options)


package = types.ModuleType("vllm")
package.__path__ = [f"{sources}/vllm"]
sys.modules["vllm"] = package
replaced = {
    "inputs": {"MultiModalDataDict": dict},
    "logger": {"init_logger": logging.getLogger},
    "lora.request": {"LoRARequest": object},
    "lora.utils": {"get_adapter_absolute_path": str},
    "multimodal.audio": {"get_audio_duration": None},
    "multimodal.image": {"convert_image_mode": None},
    "multimodal.utils": {"encode_image_url": None, "fetch_image": None},
    "tokenizers": {"TokenizerLike": object, "get_tokenizer": lambda name, **_: AutoTokenizer.from_pretrained(name)},
    "transformers_utils.repo_utils": {"hf_api": None},
    "utils.argparse_utils": {"FlexibleArgumentParser": Parser},
    "utils.gc_utils": {"freeze_gc_heap": gc.freeze},
    "utils.import_utils": {"PlaceholderModule": mock.MagicMock},
    "utils.mistral": {"is_mistral_tokenizer": lambda _: False},
    "utils.network_utils": {"join_host_port": lambda host, port: f"{host}:{port}"},
}
for name, members in replaced.items():
    module = types.ModuleType(f"vllm.{name}")
    module.__dict__.update(members)
    parent = name.partition(".")[0]
    sys.modules.setdefault(f"vllm.{parent}", types.ModuleType(f"vllm.{parent}"))
    sys.modules[f"vllm.{name}"] = module

from vllm.benchmarks import serve  # noqa: E402

parser = Parser()
serve.add_cli_args(parser)
asyncio.run(serve.main_async(parser.parse_args(flags)))
