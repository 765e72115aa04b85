"""Vietnamese text, numbers and dates as official papers write them. No Django, no models."""
