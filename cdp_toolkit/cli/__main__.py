"""Run the command line with ``python -m cdp_toolkit.cli``."""

from cdp_toolkit.cli import main

main()
