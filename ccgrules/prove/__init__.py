"""What must hold of rules whatever the data: conditions as formulas, and values that make them true."""
