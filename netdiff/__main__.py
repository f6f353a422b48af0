"""`python -m netdiff` is the `netdiff` command."""

from netdiff.cli import main

if __name__ == "__main__":
    main()
