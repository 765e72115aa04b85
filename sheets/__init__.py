"""Workbooks: opening what strangers send without harm, and writing what Excel opens. No Django, no models."""
