"""``python -m responses_protocol`` is ``responses-protocol``."""

from responses_protocol._cli import main

if __name__ == "__main__":  # and not where another process of ours begins
    main(prog_name="responses-protocol")
