"""Study: the instrument, the analysis plan and the report outline, as declared in study.toml."""
