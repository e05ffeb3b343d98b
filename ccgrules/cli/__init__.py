"""The command line: arguments, colours and exit codes, and nothing else."""
