"""The textbook formulas, each written once.

Every function takes plain numbers or expressions (`Dim = int | Expr`): on numbers it gives the number, on named leaves
the worked formula, so a printed derivation cannot disagree with the result.
"""
