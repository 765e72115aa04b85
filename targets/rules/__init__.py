"""Rules of targets: splitting, pace, entry fields, and what differs between two versions of a plan."""
