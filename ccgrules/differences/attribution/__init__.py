"""Because of which change an organisation's rating moves, in shares that add up."""
