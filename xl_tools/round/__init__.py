"""The month's round: handing out, collecting, mail."""
