"""The second look of the child: cells that calamine shows as blank although they hold a fault.

A fault is ("e", error) or ("f", formula): an error, or a formula saved without a result.
"""

from sheets.faults.found import Found, SheetFaults
from sheets.faults.look import look

__all__ = ["Found", "SheetFaults", "look"]
