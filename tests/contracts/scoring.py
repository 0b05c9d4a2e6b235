"""Precision and recall of the reader, per clause; only `found` counts as found."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from probant.probes.contracts import read
from probant.probes.contracts.result import State
from tests.contracts.corpus import Contract
from tests.contracts.printing import printed


@dataclass(frozen=True)
class Score:
    """One clause over some contracts; `doubtful` are those absent that a person is asked about."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    absent: int = 0
    doubtful: int = 0

    @property
    def recall(self) -> float:
        """Of those said, the share that is found; 1 where none is said."""
        said = self.found + self.missed
        return self.found / said if said else 1.0

    @property
    def precision(self) -> float:
        """Of those found, the share that is said; 1 where none is found."""
        claimed = self.found + self.wrong
        return self.found / claimed if claimed else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.found + other.found,
            self.missed + other.missed,
            self.wrong + other.wrong,
            self.absent + other.absent,
            self.doubtful + other.doubtful,
        )


def scores(contracts: Iterable[Contract]) -> dict[str, Score]:
    """The score of each clause, the contracts printed as DOCX or PDF and read back."""
    total: dict[str, Score] = {}
    for contract in contracts:
        for one in read(printed(contract), host=contract.is_host).clauses:
            if one.clause not in contract.either:
                score = _score(said=one.clause in contract.says, state=one.state)
                total[one.clause] = total.get(one.clause, Score()) + score
    return total


def overall(by_clause: dict[str, Score]) -> Score:
    """All clauses together."""
    return sum(by_clause.values(), Score())


def table(halves: dict[str, dict[str, Score]]) -> str:
    """A Markdown table, a clause a line, recall and precision in each half."""
    names = {"tuning": "while building", "held_out": "held out"}
    heads = [
        f"{names[half]}: {word}" for half in halves for word in ("said", "recall", "precision")
    ]
    clauses = list(next(iter(halves.values())))
    lines = [f"| clause | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for clause in clauses:
        cells = [_cells(scored.get(clause, Score())) for scored in halves.values()]
        lines.append(f"| `{clause}` | {' | '.join(cells)} |")
    cells = [_cells(overall(scored)) for scored in halves.values()]
    return "\n".join([*lines, f"| **all** | {' | '.join(cells)} |"])


def _cells(score: Score) -> str:
    said = score.found + score.missed
    return f"{said} | {score.recall:.2f} | {score.precision:.2f}"


def _score(*, said: bool, state: State) -> Score:
    is_found = state is State.FOUND
    if said:
        return Score(found=int(is_found), missed=int(not is_found))
    made = Score(absent=1, wrong=int(is_found))
    return replace(made, doubtful=int(state is State.DOUBTFUL))
