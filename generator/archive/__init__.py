"""Archive: what is filed, found again and, when its time has come, deleted."""
