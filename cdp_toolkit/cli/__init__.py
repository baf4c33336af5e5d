"""The command line: one module a command group, each command calls one function."""

from cdp_toolkit.cli.app import main

__all__ = ["main"]
