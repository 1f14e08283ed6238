"""Correlation of the surprises of factors in named groups, as the rows of a Cholesky factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from ldip.errors import ModelError
from ldip.parameters.shipped import shipped

Matrix = tuple[tuple[float, ...], ...]
Pairs = Mapping[frozenset[str], float]


@dataclass(frozen=True)
class Group:
    """A correlation group: factors in order, their matrix, and the source of it."""

    id: str
    factors: tuple[str, ...]
    matrix: Matrix
    source: str
    rough: bool

    def changed(self, pairs: Pairs) -> Group:
        """The group with other correlations of some pairs. Errors: ModelError for a matrix that cannot be."""
        size = range(len(self.factors))
        at = [[pairs.get(frozenset((self.factors[i], self.factors[j])), self.matrix[i][j]) for j in size] for i in size]
        return checked(Group(self.id, self.factors, tuple(map(tuple, at)), self.source, self.rough))

    def between(self, one: str, other: str) -> float:
        """Correlation of two factors of the group."""
        return self.matrix[self.factors.index(one)][self.factors.index(other)]

    def weights(self, factor: str) -> tuple[tuple[str, float], ...]:
        """A factor's surprise as a weighted sum of independent ones: (factor, weight), with squares that sum to 1."""
        row = cholesky(self.matrix)[self.factors.index(factor)]
        return tuple((f, w) for f, w in zip(self.factors, row, strict=True) if w != 0.0)


@cache
def shipped_groups() -> Mapping[str, Group]:
    """The correlation groups by id (parameters/usikkerhet.toml). Errors: ModelError for a matrix that cannot be."""
    found = [
        Group(t["id"], tuple(t["faktorer"]), tuple(map(tuple, t["matrise"])), t["kilde"], t["anslag"])
        for t in shipped("usikkerhet")["korrelasjonsgruppe"]
    ]
    return {g.id: checked(g) for g in found}


def with_pairs(pairs: Pairs) -> dict[str, Group]:
    """Correlation groups by id, with other correlations of some pairs. Errors: ModelError for pairs that cannot hold together."""
    return {i: g.changed(pairs) if any(p <= set(g.factors) for p in pairs) else g for i, g in shipped_groups().items()}


def checked(group: Group) -> Group:
    """The group itself. Errors: ModelError where the matrix is not symmetric with ones, or not positive definite."""
    m = np.array(group.matrix)
    if m.shape != (len(group.factors),) * 2 or bool((m != m.T).any()) or bool((np.diag(m) != 1.0).any()):
        raise ModelError(f"korrelasjonsgruppe {group.id}: matrisen skal være symmetrisk med 1 på diagonalen")
    lowest = float(np.linalg.eigvalsh(m)[0])
    if lowest <= 1e-9:
        raise ModelError(
            f"korrelasjonsgruppe {group.id}: korrelasjonene kan ikke gjelde samtidig (minste egenverdi {lowest:.3f}); "
            "gjør noen av dem mindre"
        )
    return group


@cache
def cholesky(matrix: Matrix) -> Matrix:
    """The lower triangle L with L·Lᵀ = matrix, computed in a fixed order."""
    rows: list[list[float]] = []
    for i, row in enumerate(matrix):
        found: list[float] = []
        for j in range(i + 1):
            left = row[j] - _dot(found, rows[j] if j < i else found, j)
            found.append(float(np.sqrt(left)) if i == j else left / rows[j][j])
        rows.append(found)
    return tuple((*r, *(0.0,) * (len(matrix) - len(r))) for r in rows)


def _dot(a: Sequence[float], b: Sequence[float], n: int) -> float:
    return sum(a[k] * b[k] for k in range(n))
