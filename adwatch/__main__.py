"""Lets `python -m adwatch` run the command line."""

from adwatch.cli import main

if __name__ == "__main__":
    main()
