"""Makes a tokenizer of Hugging Face of a .tiktoken file: vocabulary.py FILE FOLDER."""

import sys

from transformers import PreTrainedTokenizerFast
from transformers.convert_slow_tokenizer import TikTokenConverter

file, folder = sys.argv[1:]
end = "<|endoftext|>"
made = TikTokenConverter(
    vocab_file=file,
    pattern=r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    additional_special_tokens=[end],
).converted()
PreTrainedTokenizerFast(tokenizer_object=made, eos_token=end, pad_token=end).save_pretrained(folder)
