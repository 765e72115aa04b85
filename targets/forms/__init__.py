"""Input of the plans' pages; each form turns into the facts that a draft holds."""
