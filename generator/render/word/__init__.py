"""Word: a report as a .docx file built for editing, on the county's template."""
