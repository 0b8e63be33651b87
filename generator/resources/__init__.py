"""Resources: the templates and the typeface that documents are made with."""
