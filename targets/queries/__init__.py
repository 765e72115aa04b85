"""Reads of plans: their pages, their facts as drafts hold them, their versions."""
