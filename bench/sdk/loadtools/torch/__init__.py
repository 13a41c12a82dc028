"""Stands for torch, of which guidellm takes only what loads data: a gigabyte less to install."""

from . import utils  # noqa: F401

__version__ = "0"


class Generator:
    def manual_seed(self, seed):
        return self
