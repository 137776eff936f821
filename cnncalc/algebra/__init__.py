"""Arithmetic that remembers how it was written.

`operators` is the table that everything reads; `expr` the trees and the functions that take `int | Expr` alike;
`printers` write a tree as text, Unicode and LaTeX; `reduction` works one out step by step; `lexer` and `parser` read
the text back.
"""
