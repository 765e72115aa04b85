"""The five plans and their vocabulary as facts: no database, no Django."""
