"""Pages of plans: what was ordered, its drafts and its versions."""
