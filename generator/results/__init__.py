"""Results: what is handed from analysis to documents, as frozen types, and results.json."""
