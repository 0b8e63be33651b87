"""HTML: a report as well-formed XHTML, by the templates in ``templates/html``."""
