"""The work of the demo deals, as plain data that goes through the services; all invented."""
