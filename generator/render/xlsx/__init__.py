"""XLSX: a report's tables as a workbook, numbers as numbers."""
