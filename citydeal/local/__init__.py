"""The local launcher: servers and processes of the portal on one machine."""
