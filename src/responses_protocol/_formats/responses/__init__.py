"""The Responses API: the hub, which the other dialects are translated to and from."""
