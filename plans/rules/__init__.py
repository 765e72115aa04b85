"""What a plan says, as plain facts, and what can be worked out from them without a database."""
