"""Quotas: what every unit has, could still do and did at best, and the pages made of it."""
