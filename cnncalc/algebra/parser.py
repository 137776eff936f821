"""Tokens -> trees, by precedence climbing: how tightly what binds is read from the table of operators."""

from __future__ import annotations

from fractions import Fraction

from cnncalc.algebra.errors import ExprError, did_you_mean
from cnncalc.algebra.expr import Expr, Flag, Name, Num, Op, exact
from cnncalc.algebra.lexer import Token, tokens
from cnncalc.algebra.operators import CHOICE, CONSTANTS, FUNCTIONS, INFIX, KEYWORDS, PREFIX

DEEPEST = 40
"""How many brackets, signs and choices an expression may hold inside each other."""

MOST_OPERATORS = 100
"""How many operators a text may have."""


def parse(text: str, power: bool = False) -> Expr:
    """Return the tree of an expression. Reads back all that `printers.text` writes; `^` only with `power`."""
    cursor = Cursor(text, power)
    expr = cursor.expression()
    cursor.finish()
    return expr


class Cursor:
    """A place in a text that is being read, token by token."""

    def __init__(self, text: str, power: bool = False) -> None:
        self.text = text
        self._tokens = tokens(text)
        self._at = 0
        self._power = power
        self._depth = 0
        self._operators = 0

    def peek(self, ahead: int = 0) -> Token:
        """Return the next token, or one further ahead; past the last, the `end`."""
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def advance(self) -> Token:
        """Return the next token and step past it."""
        token = self.peek()
        self._at += 1
        return token

    @property
    def end(self) -> int:
        """Return where the last token stepped past ended."""
        return self._tokens[self._at - 1].end

    def take(self, text: str) -> Token | None:
        """Step past the next token if it is this one."""
        return self.advance() if self.peek().text == text else None

    def expect(self, text: str, after: str) -> Token:
        """Step past the next token, which must be this one."""
        if self.peek().text != text:
            raise self.error(f"expected `{text}` {after}, not {self.found()}", *self._advice())
        return self.advance()

    def finish(self) -> None:
        """Make sure that nothing is left."""
        if self.peek().kind != "end":
            raise self.error(f"{self.found()} does not belong here", *self._advice())

    def found(self) -> str:
        """Return the next token as an error message names it."""
        token = self.peek()
        return "the end" if token.kind == "end" else f"`{token.text}`"

    def error(self, message: str, *help: str) -> ExprError:
        """Return a syntax error at the next token."""
        token = self.peek()
        return ExprError("syntax", message, *help, span=(token.start, max(token.end, token.start + 1)))

    def expression(self, room: int = CHOICE) -> Expr:
        """Read an expression whose operators all bind at least as tightly as `room`."""
        start = self.peek().start
        left = self._operand(room)
        while (operator := INFIX.get(self.peek().text)) and operator.precedence >= room:
            if operator.name == "^" and not self._power:
                break
            self._count()
            self.advance()
            left = self._op(operator.name, start, left, self.expression(operator.room(1)))
            if operator.chain is None and (after := INFIX.get(self.peek().text)) and after.chain is None:
                raise self.error(f"`{self.peek().text}` after `{operator.name}`", "join two comparisons with `and`")
        if room <= CHOICE and self.take("if"):
            condition = self.expression(CHOICE + 1)
            self.expect("else", "after the condition")
            otherwise = self._deeper(CHOICE)
            left = self._op("if", start, left, condition, otherwise)
        return left

    def _operand(self, room: int) -> Expr:
        token = self.peek()
        if (operator := PREFIX.get(token.text)) is not None:
            if operator.precedence < room and operator.name != "neg":
                raise self.error(f"`{token.text}` needs brackets here", f"write `({token.text} …)`")
            self._count()
            self.advance()
            return self._op(operator.name, token.start, self._deeper(operator.precedence))
        if token.text == "(":
            self.advance()
            inner = self._deeper(CHOICE)
            self.expect(")", f"to close the bracket at character {token.start + 1}")
            return inner
        if token.kind == "number":
            self.advance()
            digits = token.text.replace("_", "")
            value = exact(Fraction(digits)) if "." in digits else int(digits)
            return Num(value, span=(token.start, token.end))
        if token.kind != "name" or token.text in KEYWORDS - CONSTANTS.keys():
            raise self.error(f"expected a value, not {self.found()}", *self._advice())
        self.advance()
        span = (token.start, token.end)
        if token.text in CONSTANTS:
            return Flag(CONSTANTS[token.text], span=span)
        after = self.peek()
        if after.text == "(" and (after.start == token.end or token.text in FUNCTIONS):
            return self._call(token)
        return self._indexed(Name(token.text, span=span), token.start)

    def _indexed(self, expr: Expr, start: int) -> Expr:
        while self.take("."):
            if not self.peek().text.isdecimal():
                raise self.error(f"expected the number of an item after the point, not {self.found()}", "as in `n.0`")
            index = self.advance()
            self._count()
            expr = self._op(".", start, expr, Num(int(index.text), span=(index.start, index.end)))
        return expr

    def _call(self, name: Token) -> Expr:
        operator = FUNCTIONS.get(name.text)
        if operator is None:
            help = did_you_mean(name.text, FUNCTIONS) or (f"the functions are {', '.join(FUNCTIONS)}",)
            message = f"there is no function `{name.text}`"
            raise ExprError("syntax", message, *help, span=(name.start, name.end))
        opening = self.advance()
        self._count()
        args: list[Expr] = []
        while not self.take(")"):
            if args:
                self.expect(",", f"or `)` to close the bracket at character {opening.start + 1}")
            if operator.last and len(args) == operator.most - 1 and self.peek(1).text == "=":
                self.expect(operator.last, "as the name")
                self.advance()
            args.append(self._deeper(CHOICE))
        if not operator.least <= len(args) <= operator.most:
            wanted = f"{operator.least} value" + "s" * (operator.least != 1)
            wanted += (
                " or more" if operator.most > 2 else f" or {operator.most}" if operator.most > operator.least else ""
            )
            message = f"`{name.text}` takes {wanted}, not {len(args)}"
            raise ExprError("value", message, span=(name.start, self.end))
        return self._op(name.text, name.start, *args)

    def _deeper(self, room: int) -> Expr:
        if self._depth == DEEPEST:
            raise ExprError("expr-long", f"nested more than {DEEPEST} deep", span=self.peek()[2:])
        self._depth += 1
        expr = self.expression(room)
        self._depth -= 1
        return expr

    def _count(self) -> None:
        self._operators += 1
        if self._operators > MOST_OPERATORS:
            raise ExprError("expr-long", f"more than {MOST_OPERATORS} operators", span=self.peek()[2:])

    def _op(self, name: str, start: int, *args: Expr) -> Op:
        return Op(name, args, span=(start, self.end))

    def _advice(self) -> tuple[str, ...]:
        token = self.peek()
        if token.text in ("^", "*") and self._at and (token.text == "^" or self._tokens[self._at - 1].text == "*"):
            return ("there is no power here: write `k*k`",)
        if token.kind == "by":
            return (f"`{token.text}` separates sizes; a product is written with `*`",)
        if token.text == "=":
            return ("to compare, write `==`",)
        return ()
