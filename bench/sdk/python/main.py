"""The official client for Python against the server at MOCK_OPENAI_URL, and
another at MOCK_OPENAI_STRICT_URL whose key is MOCK_OPENAI_STRICT_KEY. Every
answer is checked against the schemas."""

import pathlib
import sys
import unittest

from client import checker

suite = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent))
passed = unittest.TextTestRunner().run(suite).wasSuccessful()
if unseen := checker.unseen():
    print("answers that nothing asked for:", *unseen, sep="\n  ")
sys.exit(not passed or bool(unseen))
