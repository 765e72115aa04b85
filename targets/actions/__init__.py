"""Writes on indicators, plans with their targets, quotas and deductions."""
