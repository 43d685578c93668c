"""The server between the clients of one API and the servers of the other."""
