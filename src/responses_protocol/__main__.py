"""``python -m responses_protocol`` is ``responses-protocol``."""

from responses_protocol.cli import main

main(prog_name="responses-protocol")
