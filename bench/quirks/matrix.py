"""Asks through every client for answers with every quirk, and writes the table of what the
clients make of them into the topic that argv names.

The arguments that follow are commands, one for each client. The list of quirks is stdin.
"""

import datetime
import json
import os
import re
import subprocess
import sys

# kinds are what is asked for, by where a quirk applies. None of these quirks does anything
# to the answer that it is compared with.
KINDS = {
    "streams": ["text"], "chat streams": ["text"], "chat streams with reasoning": ["reasoning"], "chat with reasoning": ["reasoning"], "chat streams with tool calls": ["tools"],
    "chat streams with function calls": ["tools"], "chat with tool calls": ["tools"], "chat with function calls": ["tools"], "chat": ["text", "whole"], "embeddings": ["embeddings"], "all answers": ["text", "whole"], "errors": ["error"],
}
WITHOUT = {"embeddings": "crlf"}
SURVIVES, USAGE, TEXT, SILENT, RAISES, ABSENT = "✓", "usage", "text", "silent", "raises", "–"
WORST = [ABSENT, SURVIVES, USAGE, TEXT, SILENT, RAISES]


def main():
    topic, commands = sys.argv[1], sys.argv[2:]
    quirks = [re.split(r"  +", line.strip()) for line in sys.stdin.readlines()[1:]]
    cases = [{"quirk": WITHOUT.get(kind, "unordered-embeddings"), "kind": kind} for kind in ("text", "tools", "reasoning", "embeddings", "whole")]
    plain = len(cases)
    for name, _, where, *_ in quirks:
        cases += [{"quirk": name, "kind": kind} for kind in KINDS[where]]
    clients, columns = [], []
    for command in commands:
        client, answers = run(command, cases)
        clients.append(client)
        columns.append(judge(answers[plain:], {answer["kind"]: answer for answer in answers[:plain]}))
        print(client["client"], client["language"], " ".join(f"{name}={cell}" for name, cell in columns[-1].items() if cell != SURVIVES), file=sys.stderr)
    write(topic, table(quirks, clients, columns))


def run(command, cases):
    """Returns who the client is, and what it made of each case."""
    asked = "".join(json.dumps(case) + "\n" for case in cases)
    out = subprocess.run(command, shell=True, input=asked, capture_output=True, text=True)
    lines = [json.loads(line) for line in out.stdout.splitlines() if line.startswith("{")]
    if len(lines) != len(cases) + 1:
        sys.exit(f"{command} answered {len(lines)} lines, not {len(cases) + 1}: {out.stderr}")
    if path := os.environ.get("QUIRKS_LOG"):
        with open(path, "a") as log:
            log.write(out.stdout)
    return lines[0], lines[1:]


def judge(answers, plain):
    """Returns what became of each quirk: the worst of its cases."""
    cells = {}
    for answer in answers:
        cell = cell_of(answer, plain)
        before = cells.get(answer["quirk"], ABSENT)
        cells[answer["quirk"]] = max(cell, before, key=WORST.index)
    return cells


def cell_of(answer, plain):
    raised = answer.get("raised")
    if raised == "NotImplementedError":
        return ABSENT
    if answer["kind"] == "error" or answer["quirk"] == "typed-error":
        if not raised:
            return SILENT
        if "had an error" in answer["message"] or answer["quirk"] == "html-error" and answer.get("known"):
            return SURVIVES
        return TEXT if answer.get("known") else RAISES
    if raised:
        return RAISES
    want = plain[answer["kind"]].get("said")
    if want is None:
        sys.exit(f"an answer without quirks fails: {plain[answer['kind']]}")
    said = dict(answer["said"])
    usage, counted = said.pop("usage", None), {**want}.pop("usage", None)
    if said != {key: value for key, value in want.items() if key != "usage"}:
        return TEXT
    return SURVIVES if usage == counted else USAGE


def table(quirks, clients, columns):
    letters = [chr(ord("A") + i) for i in range(len(clients))]
    rows = [f"As of {datetime.date.today():%Y-%m-%d}:", "", "| | client | of | version |", "|---|---|---|---|"]
    for letter, client in zip(letters, clients):
        rows.append(f"| {letter} | {client['client']} | {client['language']} | {client['version']} |")
    rows += ["", "| | " + " | ".join(letters) + " |", "|---" * (len(letters) + 1) + "|"]
    for name, *_ in quirks:
        rows.append(f"| `{name}` | " + " | ".join(column[name] for column in columns) + " |")
    return "\n" + "\n".join(rows) + "\n\n"


def write(topic, text):
    with open(topic) as file:
        old = file.read()
    new, found = re.subn(r"(?s)(<!-- begin clients[^\n]*\n).*(<!-- end clients -->)", lambda at: at[1] + text + at[2], old)
    if not found:
        sys.exit(f"{topic} has no place for the table")
    with open(topic, "w") as file:
        file.write(new)


main()
