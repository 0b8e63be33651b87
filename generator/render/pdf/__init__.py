"""PDF: laid out by WeasyPrint, tagged as PDF/UA-1 and PDF/A-2a ask for."""
