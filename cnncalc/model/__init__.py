"""The nouns of the calculator: volumes, windows, weights, costs, receptive fields, graphs and reports.

Plain values are named tuples: thousands are made for one net, and each class is defined at every start of the program.
A named tuple takes a sixth of the time of a frozen dataclass to define, and two thirds to make, hash and compare. What
is compared by identity, grows, or would shadow a method of a tuple is a dataclass.
"""
