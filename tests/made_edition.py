"""A small made-up edition with every shape of question: form, grid, added rows, a wide table, a long one."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cdp_toolkit.editions.loader import read_edition
from cdp_toolkit.editions.model import Edition

EDITION = """
id: made-up
title: Made-up questionnaire
sources: []
modules: {"1": One, "2": Two}
sectors: [General, Banks]
sector_sets: {all: [General, Banks]}
issues: [Climate change, Water]
"""
OPTIONS = f"""
yes_no: ['Yes', 'No']
kinds: [Apples, Pears, "Other, please specify"]
lands: [{", ".join(f"Land {i}" for i in range(1, 36))}]
"""
ONE = """
- id: "1.1"
  concept: form
  topic: A form
  sectors: all
  issues: [Climate change]
  columns:
  - {n: 1, name: answer, label: Is it so?, type: choice, options: yes_no}
  - {n: 2, name: kinds, label: Kinds, type: choices, options: kinds}
  - {n: 3, name: comment, label: Comment, type: text, max_chars: 2500}
  - {n: 4, name: proof, label: Proof, type: attachment}

- id: "1.2"
  concept: grid
  topic: A grid
  sectors: all
  issues: [Climate change]
  rows:
    fixed:
    - {name: first, label: First row}
    - {name: second, label: Second row}
  columns:
  - {n: 1, name: amount, label: Amount, type: number, unit: t CO2e, min: 0}
  - {n: 2, name: ends, label: Ends, type: date}

- id: "1.10"
  concept: register
  topic: A register
  sectors: all
  issues: [Climate change]
  rows: {added: true, key: {n: 0, name: kind, label: Kind, type: choice, options: kinds}}
  columns:
  - {n: 1, name: share, label: Share, type: number, unit: percent, min: 0, max: 100, decimals: 2}
"""
TWO = f"""
- id: "2.1"
  concept: wide
  topic: A wide register
  sectors: all
  issues: [Climate change]
  rows: {{added: true}}
  columns:
{"".join(f"  - {{n: {i}, name: c{i}, label: Column {i}, type: text}}" + chr(10) for i in range(1, 10))}
- id: "2.2"
  concept: long
  topic: A long table
  sectors: all
  issues: [Climate change]
  rows: {{fixed: lands}}
  columns:
  - {{n: 1, name: amount, label: Amount, type: number, unit: MWh}}

- id: "2.3"
  concept: after
  topic: Asked after a yes
  sectors: all
  issues: [Climate change]
  shown_if:
  - when: {{cell: "1.1.answer", picks: ["Yes"]}}
    reason: Detail of a yes
  columns:
  - {{n: 1, name: answer, label: Details, type: text}}

- id: "2.4"
  concept: banks
  topic: Asked of banks
  sectors: [Banks]
  issues: [Climate change]
  columns:
  - {{n: 1, name: answer, label: Details, type: text}}
"""


@cache
def made_edition() -> Edition:
    """Return the made-up edition."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = {"edition": EDITION, "options": OPTIONS, "module-01": ONE, "module-02": TWO}
        for file, text in files.items():
            (folder / f"{file}.yaml").write_text(text, "utf-8")
        return read_edition(folder)
