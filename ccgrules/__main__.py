"""`python -m ccgrules` is the command `ccgrules`."""

from ccgrules.cli.main import main

main()
