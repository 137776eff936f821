"""Why a number is what it is: derivations as data, ready to be laid out."""
