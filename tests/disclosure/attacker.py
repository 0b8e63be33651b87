"""An attacker with linear algebra and integer programming, on published tables alone.

He knows what ``knowledge`` says. People who are in the same facts and left the same statements
blank are exchangeable to him: one *crowd*. Of up to three people of a crowd he asks how low and
how high their person means can add up; if by less than one scale point each, he has found
something, and so he has where he knows an answer exactly.

Every set of answers that fits the facts and that his solver comes upon (a *witness*; the truth is
the first) widens what he must think possible of everybody, so few questions are left to ask alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from random import Random

from crowds import MOST, Target, crowds_of, targets_of
from knowledge import HALF_CENT, Agree, Fact, Known, Mean, Squares
from ortools.sat.python import cp_model

FINE = 10_000
"""Squares are told in ten-thousandths, so that everything is a whole number."""

EASY, HARD = 0.1, 20.0
"""How long a search may take, in the solver's own seconds, which are the same on any machine."""

DRAWS = 2
"""How many witnesses are looked for in each published sum before any question is asked."""


@dataclass(frozen=True, slots=True)
class Leak:
    """What follows about ``people`` people of a crowd: their sum, or an answer to a statement."""

    variable: str
    people: int
    item: str | None
    low: Fraction
    high: Fraction
    about: tuple[str, ...]


def leaks(known: Known) -> list[Leak]:
    """Everything that follows about one to three people."""
    return _Attack(known).found()


@dataclass(frozen=True, slots=True)
class _Block:
    """Some people of a crowd with their unknowns: answers added up, who agree, squares."""

    crowd: int
    n: int
    sums: dict[str, cp_model.IntVar]
    total: cp_model.IntVar
    agree: dict[str, cp_model.IntVar]
    squares: cp_model.IntVar | None
    truth: list[tuple[cp_model.IntVar, int]]


class _Attack:
    def __init__(self, known: Known) -> None:
        self.known, self.facts = known, known.facts
        self.crowds = crowds_of(known)
        self.model = cp_model.CpModel()
        self.blocks: list[_Block] = []
        self.scaled = known.scaled if known.persons else 1
        for number, crowd in enumerate(self.crowds):
            for people in _one_by_one(crowd.people):
                self.blocks.append(self._block(number, people))
        for at, fact in enumerate(self.facts):
            self._say(at, fact)
        self._near = [
            {number for number, crowd in enumerate(self.crowds) if at in crowd.facts}
            for at, fact in enumerate(self.facts)
            if isinstance(fact, Mean)
        ]
        self.targets = list(targets_of(self.crowds, self.facts))
        self.seen = {target: self._true(target) for target in self.targets}
        self.answers = {
            (number, item): {known.persons[i].answers[item] for i in crowd.people}
            for number, crowd in enumerate(self.crowds)
            for item in crowd.items
        }

    def found(self) -> list[Leak]:
        """Draw witnesses, ask what is left, and tell what follows."""
        if not self.facts:
            return []
        random = Random(1)
        for near in self._near:
            for _ in range(DRAWS):
                if self._unknown() & near:
                    direction = self._apart(sorted(self._unknown() & near), random)
                    self._search(direction, effort=EASY, near=near)
        found = []
        for target in self.targets:
            if target in self._open() and (leak := self._ask(target)):
                found.append(leak)
        for number, item in self._sure():
            if len(self.answers[number, item]) == 1 and (leak := self._ask_answer(number, item)):
                found.append(leak)
        return found

    # What is unknown, and what the facts say of it.

    def _block(self, number: int, people: Sequence[int]) -> _Block:
        crowd, n, model = self.crowds[number], len(people), self.model
        low, high, k = self.known.low, self.known.high, len(crowd.items)
        facts = [self.facts[at] for at in crowd.facts]
        persons = [self.known.persons[i] for i in people]
        sums, agree, tops_of = {}, {}, {}
        for item in crowd.items:
            answers = [person.answers[item] for person in persons]
            sums[item] = self._int(low * n, high * n, sum(answers))
            for top in {f.top for f in facts if isinstance(f, Agree) and f.item == item}:
                tops_of[item] = top
                agree[item] = self._int(0, n, sum(answer >= top for answer in answers))
                model.add(sums[item] >= low * n + (top - low) * agree[item])
                model.add(sums[item] <= (top - 1) * n + (high - top + 1) * agree[item])
        points = [sum(person.answers.values()) for person in persons]
        total = self._int(low * k * n, high * k * n, sum(points))
        model.add(total == sum(sums.values()))
        squares = None
        if any(isinstance(fact, Squares) for fact in facts):
            least, most = low * k, high * k
            squares = self._int(least**2 * n, most**2 * n, sum(point**2 for point in points))
            for v in range(least, most):  # never less than if all were as even as can be
                model.add(squares >= (2 * v + 1) * total - v * (v + 1) * n)
            model.add(squares <= (least + most) * total - least * most * n)
        truth = [(sums[item], sum(p.answers[item] for p in persons)) for item in sums]
        truth += [
            (agree[item], sum(p.answers[item] >= top for p in persons))
            for item, top in tops_of.items()
        ]
        if squares is not None:
            truth.append((squares, sum(point**2 for point in points)))
        return _Block(number, n, sums, total, agree, squares, truth)

    def _int(self, low: int, high: int, truth: int) -> cp_model.IntVar:
        unknown = self.model.new_int_var(low, high, "")
        self.model.add_hint(unknown, truth)
        return unknown

    def _say(self, at: int, fact: Fact) -> None:
        blocks = [b for b in self.blocks if at in self.crowds[b.crowd].facts]
        if isinstance(fact, Agree):
            agree = [b.agree[fact.item] for b in blocks if fact.item in b.agree]
            self.model.add_linear_constraint(sum(agree), fact.fewest, fact.most)
        elif isinstance(fact, Mean):
            low, high = ceil(fact.low * self.scaled), floor(fact.high * self.scaled)
            self.model.add_linear_constraint(self._points(blocks), low, high)
        else:
            self._say_squares(fact)

    def _say_squares(self, fact: Squares) -> None:
        """The squares of the person means, less each place's squared sum over its n.

        A place's sum is known to half a hundredth a person, so its square lies on the tangent at
        the printed mean, or above it by next to nothing.
        """
        within, unit, off = 0, FINE * self.scaled**2, Fraction(0)
        for place in fact.places:
            n, mean = len(place), self._printed(place)
            inside = [b for b in self.blocks if self.crowds[b.crowd].people[0] in place]
            within += sum(FINE * self._factor(b) ** 2 * b.squares for b in inside)
            within -= int(2 * FINE * self.scaled * mean) * self._points(inside)
            within += int(unit * n * mean**2)
            off += n * HALF_CENT**2
        low, high = floor(unit * fact.low), ceil(unit * (Fraction(fact.high) + off))
        self.model.add_linear_constraint(within, low, high)

    def _printed(self, place: frozenset[int]) -> Fraction:
        return next(f.printed for f in self.facts if isinstance(f, Mean) and f.people == place)

    def _factor(self, block: _Block) -> int:
        return self.scaled // len(self.crowds[block.crowd].items)

    def _points(self, blocks: Sequence[_Block]) -> cp_model.LinearExprT:
        return sum(self._factor(b) * b.total for b in blocks)

    # Questions.

    def _open(self) -> list[Target]:
        """Sets of people whose sum no two witnesses put a scale point each apart."""
        return [t for t, (low, high) in self.seen.items() if high - low < self._wide(t)]

    def _sure(self) -> list[tuple[int, str]]:
        """Statements that everybody of a crowd answered alike, in all witnesses."""
        return [at for at, values in self.answers.items() if len(values) == 1]

    def _unknown(self) -> set[int]:
        """The crowds that some question is left about."""
        asked = {number for target in self._open() for number, _ in target}
        return asked | {number for number, _ in self._sure()}

    def _apart(self, numbers: Sequence[int], random: Random) -> cp_model.LinearExprT:
        """A direction in which the people of these crowds come apart."""
        direction = 0
        for number in numbers:
            ways = [1, -1, 0] if random.random() < 0.7 else [random.choice((-1, 1))] * MOST
            random.shuffle(ways)
            blocks = [b for b in self._of(number) if b.n == 1]
            direction += sum(w * b.total for w, b in zip(ways, blocks, strict=False))
        return direction

    def _wide(self, target: Target) -> int:
        return self.scaled * sum(n for _, n in target)

    def _true(self, target: Target) -> tuple[int, int]:
        """How low and high the truth puts so many people of these crowds, whoever they are."""
        points = {
            number: sorted(int(self.known.persons[i].mean * self.scaled) for i in crowd.people)
            for number, crowd in enumerate(self.crowds)
            if number in dict(target)
        }
        return (
            sum(sum(points[number][:n]) for number, n in target),
            sum(sum(points[number][-n:]) for number, n in target),
        )

    def _ask(self, target: Target) -> Leak | None:
        """How low and high the sum can be; a leak if by less than one scale point each."""
        numbers = [number for number, _ in target]
        points = self._points([b for number, n in target for b in self._of(number)[:n]])
        for near, effort in self._tries(numbers):
            enough = self.seen[target][0] + self._wide(target)
            high = self._search(points, effort=effort, near=near, enough=enough)
            enough = self.seen[target][1] - self._wide(target)
            low = self._search(-points, effort=effort, near=near, enough=-enough)
            if target not in self._open():
                return None
            if near is None and high is not None and low is not None:
                ends = (Fraction(-low, self.scaled), Fraction(high, self.scaled))
                return self._leak(target, None, ends)
        raise AssertionError(
            f"no answer about {self._leak(target, None, (Fraction(), Fraction()))}"
        )

    def _ask_answer(self, number: int, item: str) -> Leak | None:
        """Whether somebody of the crowd can have answered otherwise than all seem to."""
        (value,) = self.answers[number, item]
        unknown = self._of(number)[0].sums[item]
        for near, effort in self._tries([number]):
            high = self._search(unknown, effort=effort, near=near, enough=value + 1)
            if len(self.answers[number, item]) > 1:
                return None
            low = self._search(-unknown, effort=effort, near=near, enough=1 - value)
            if len(self.answers[number, item]) > 1:
                return None
            if near is None and high is not None and low is not None:
                return self._leak(((number, 1),), item, (Fraction(value), Fraction(value)))
        raise AssertionError(f"no answer about crowd {number}, {item}")

    def _tries(self, numbers: Sequence[int]) -> Iterator[tuple[set[int] | None, float]]:
        """First among the people in the same sums, then among all, harder and harder."""
        yield set().union(*(near for near in self._near if near & set(numbers))), EASY
        yield from ((None, effort) for effort in (EASY, 5 * EASY, HARD))

    def _leak(self, target: Target, item: str | None, ends: tuple[Fraction, Fraction]) -> Leak:
        about = {self.facts[at].source for number, _ in target for at in self.crowds[number].facts}
        n = sum(n for _, n in target)
        return Leak(self.known.variable, n, item, *ends, tuple(sorted(about)))

    def _of(self, number: int) -> list[_Block]:
        """The blocks of a crowd, those of one person first."""
        return [b for b in self.blocks if b.crowd == number]

    def _search(
        self,
        objective: cp_model.LinearExprT,
        *,
        effort: float,
        enough: int | None = None,
        near: set[int] | None = None,
    ) -> int | None:
        """The most that the objective can be, None if it takes more effort or there is enough.

        What is found on the way is a witness. With ``near``, everybody but these crowds answered
        as they did: few unknowns, quickly solved.
        """
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_deterministic_time = effort
        self.model.maximize(objective)
        model = self.model if near is None else self.model.clone()
        for block in self.blocks if near is not None else ():
            if block.crowd not in near:
                for unknown, truth in block.truth:
                    model.add(unknown == truth)
        status = solver.solve(model, _Witness(self, enough))
        assert status != cp_model.INFEASIBLE, "the facts contradict one another"
        return round(solver.objective_value) if status == cp_model.OPTIMAL else None


class _Witness(cp_model.CpSolverSolutionCallback):
    """Takes note of every set of answers that the solver comes upon."""

    def __init__(self, attack: _Attack, enough: int | None) -> None:
        super().__init__()
        self.attack, self.enough = attack, enough

    def on_solution_callback(self) -> None:
        attack = self.attack
        points: dict[int, list[int]] = {}
        for block in attack.blocks:
            if block.n == 1:
                value = attack._factor(block) * self.value(block.total)
                points.setdefault(block.crowd, []).append(value)
                for item, unknown in block.sums.items():
                    attack.answers[block.crowd, item].add(self.value(unknown))
        points = {number: sorted(values) for number, values in points.items()}
        for target, (low, high) in attack.seen.items():
            least = sum(sum(points[number][:n]) for number, n in target)
            most = sum(sum(points[number][-n:]) for number, n in target)
            attack.seen[target] = (min(low, least), max(high, most))
        if self.enough is not None and round(self.objective_value) >= self.enough:
            self.stop_search()


def _one_by_one(people: Sequence[int]) -> Iterator[Sequence[int]]:
    """The first three people each by themselves, and the rest as one."""
    yield from ((person,) for person in people[:MOST])
    if people[MOST:]:
        yield people[MOST:]
