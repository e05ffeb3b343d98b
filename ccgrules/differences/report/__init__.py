"""What people see of the difference of two versions: text, Markdown, a page, data."""
