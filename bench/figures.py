"""A figure: ours against a floor or a peer, and the goal for their ratio."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`at_least`: the ratio should be the goal or more (steps a second); otherwise the goal or less (seconds)."""

    name: str
    ours: float
    floor: float
    goal: float
    unit: str
    at_least: bool = False

    @property
    def ratio(self):
        return self.ours / self.floor

    @property
    def met(self):
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def plain(self):
        """As the JSON gives it."""
        row = asdict(self) | {"ratio": self.ratio, "met": self.met}
        return {key: round(value, 6) if type(value) is float else value for key, value in row.items()}


def table(figures):
    """The figures as lines of text."""
    yield f"{'figure':<24}{'ours':>12}{'floor':>12}  {'unit':<12}{'ratio':>8}  {'goal':<8}met"
    for figure in figures:
        sign = "≥" if figure.at_least else "≤"
        yield (
            f"{figure.name:<24}{figure.ours:>12.5g}{figure.floor:>12.5g}  {figure.unit:<12}{figure.ratio:>8.3g}"
            f"  {sign} {figure.goal:<6.4g}{'yes' if figure.met else 'no'}"
        )
