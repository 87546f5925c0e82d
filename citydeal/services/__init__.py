"""Services of the lowest layer: mail, accounts, the log of jobs."""
