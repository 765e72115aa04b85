"""Writes on what a plan ordered: tasks reported as done, people named for teams."""
