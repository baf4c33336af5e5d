"""Works out answers from figures: plan by plan, each with where it came from. What is missing stays missing."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding, Severity
from cdp_toolkit.language import Node
from cdp_toolkit.mapping.compiling import Mapping
from cdp_toolkit.mapping.figures import Figures, Wanted
from cdp_toolkit.mapping.model import Band
from cdp_toolkit.mapping.names import squash
from cdp_toolkit.mapping.plans import Plan
from cdp_toolkit.mapping.shaping import as_chosen, grouped, rounded, shown
from cdp_toolkit.mapping.sheet import Place, Sheet, places
from cdp_toolkit.mapping.templates import Part, filled
from cdp_toolkit.mapping.tracing import Trace, derived
from cdp_toolkit.metrics.dictionary import ANY, MONEY
from cdp_toolkit.metrics.model import MetricValue
from cdp_toolkit.metrics.units import Unit, factor, unit
from cdp_toolkit.responses.model import Answer, Response, Source
from cdp_toolkit.values import Address, Choice, Value, match_option, plain


@dataclass(frozen=True, slots=True)
class Facts:
    """What ``project.toml`` says that answers can show."""

    organisation: str
    year: str
    reporting_year_end: Value
    currency: str
    consolidation_approach: str | None = None


@dataclass
class Mapped:
    """What figures answer.

    Args:
        answers: By address, people's own answers not among them.
        traces: How each was worked out.
        findings: What stood in the way.
    """

    answers: dict[Address, Answer] = field(default_factory=dict)
    traces: dict[Address, Trace] = field(default_factory=dict)
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict)


def map_figures(mapping: Mapping, figures: Figures, direct: Response, facts: Facts) -> Mapped:
    """Answer every data point that figures answer, also those that people answered, so that the two can be compared.

    What is derived from other answers is derived from people's answers where there are any.
    """
    once = _Engine(mapping, figures, direct, facts)
    once.run()
    if not once.empty:
        return once.mapped
    again = _Engine(mapping, figures, direct, facts, frozenset(once.empty))
    again.run()
    return again.mapped


class _Engine:
    def __init__(
        self, mapping: Mapping, figures: Figures, direct: Response, facts: Facts, empty: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        self.mapping, self.figures, self.direct, self.facts = mapping, figures, direct, facts
        self.sheet = Sheet({}, figures=figures, currency=facts.currency, edition=mapping.edition)
        for answer in direct.answers.values():
            self.sheet.put(answer.address, answer.value)
        self.places = places(mapping.written, figures, direct, empty)
        self.mapped = Mapped()
        self.empty: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Answer plan by plan; note the added rows in which nothing stands."""
        for plan in self.mapping.plans:
            for place in self.places[plan.question.id, plan.scope.row]:
                self._answer(plan, place)
        rows = {(address.question, address.row) for address in self.mapped.answers}
        for (question, name), made in self.places.items():
            for place in made:
                if place.scope.kind in ("added", "each") and (question, place.row) not in rows:
                    self.empty.add((question, name if place.member is None else f"{name} {place.member}"))

    def _answer(self, plan: Plan, place: Place) -> None:
        address = Address(plan.question.id, place.row, plan.column.name)
        self.sheet.here = place.scope
        if plan.only_if is not None and self._evaluate(plan.only_if, plan, place) is not True:
            return
        made = getattr(self, f"_{plan.binding.kind}")(plan, place)
        if made is None:
            return
        value, trace = made
        kind = "metric" if trace.figures and not trace.reads else "derived"
        self.mapped.answers[address] = Answer(address, value, Source(kind, trace.how))
        self.mapped.traces[address] = trace
        if address not in self.direct.answers:
            self.sheet.put(address, value)

    def _evaluate(self, node: Node, plan: Plan, place: Place) -> object:
        return node.evaluate(self.sheet, self.sheet.row(plan.question, place.row))

    def _find(self, metric: str, plan: Plan, place: Place) -> MetricValue | None:
        binding, scope = plan.binding, place.scope
        any_time = self.mapping.dictionary.metrics[metric].periods == "any" and binding.back is None
        members = tuple(sorted({**dict(scope.members), **binding.where}.items()))
        return self.figures.find(Wanted(metric, members, None if any_time else (binding.back or 0) + scope.back, scope.beside))

    def _metric(self, plan: Plan, place: Place) -> tuple[Value, Trace] | None:
        value = self._find(plan.binding.metric or "", plan, place)
        if value is None or value.value is None or value.unit is None:
            return None
        target = self._target(plan.binding.unit or plan.column.unit, value.unit)
        try:
            by = factor(value.unit, target)
        except InputError as error:
            self._note(
                "unit-of-another-kind", value.where, f"{value} cannot answer {plan.question.id}: {error.problem}", error.fix
            )
            return None
        exact = Fraction(value.value) * by
        figure, changed = rounded(exact, plan.binding.decimals, plan.column.decimals)
        how = f"{value.where}, {value}"
        how += "" if by == 1 else f", times {by} in {target.name}"
        how += f", rounded to {plain(figure)}" if changed else ""
        how += "".join(f"; {part}" for part in (value.source, _page(value.page)) if part)
        return figure, Trace(plan.where, how, (value,))

    def _target(self, name: str | None, given: Unit) -> Unit:
        return given if name is None or name == ANY else unit(name.replace(MONEY, self.facts.currency))

    def _note(self, code: str, where: str, problem: str, fix: str, severity: Severity = Severity.ERROR) -> None:
        self.mapped.findings[code, where, problem] = Finding(code, severity, where, problem, fix)

    def _member(self, plan: Plan, place: Place) -> tuple[Value, Trace] | None:
        name = plan.binding.member or ""
        member = dict(place.scope.members).get(name)
        if member is None and place.member is not None:
            member = self.figures.described(self._metrics_of(plan), plan.scope.row.removeprefix("each "), place.member, name)
        if member is None:
            return None
        how = f"{name} {member} of the figures"
        dimension = self.mapping.dictionary.dimensions[name]
        known = dimension.members.get(member)
        if plan.column.type == "text":
            return (known.title if known else member), Trace(plan.where, how)
        chosen = next(
            (option for option in plan.column.options if dimension.members and dimension.member(option) == member), None
        )
        chosen = chosen or next((option for option in plan.column.options if squash(option) == squash(member)), None)
        choice = match_option(chosen or member, plan.column.options)
        if choice is None:
            near = f"Name it as {plan.question.id} does, or bind the column in mapping.yaml."
            problem = f"the {dimension.title.lower()} '{member}' is no option of {plan.question.id} {plan.column.name}"
            self._note("option-unknown", f"{plan.question.id}[{place.row}]", problem, near, Severity.WARNING)
            return None
        return as_chosen([choice], plan.column), Trace(plan.where, how)

    def _metrics_of(self, plan: Plan) -> list[str]:
        return [
            metric
            for other in self.mapping.plans
            if other.question.id == plan.question.id and other.scope.row == plan.scope.row
            for metric in other.metrics()
        ]

    def _period_end(self, plan: Plan, place: Place) -> tuple[Value, Trace] | None:
        value = self._find(plan.binding.period_end or "", plan, place)
        if value is None or value.period is None:
            return None
        return value.period.end, Trace(plan.where, f"last day of {value.where}, {value}", (value,))

    def _derive(self, plan: Plan, place: Place) -> tuple[Value, Trace] | None:
        assert plan.node is not None  # noqa: S101 - compiled with the plan
        result = self._evaluate(plan.node, plan, place)
        if not isinstance(result, Decimal):
            return None
        figure, _ = rounded(Fraction(result), plan.binding.decimals, plan.column.decimals)
        return figure, derived(self.sheet, self.mapping.dictionary, plan, place, [plan.node])

    def _choose(self, plan: Plan, place: Place) -> tuple[Value, Trace] | None:
        chosen: list[Choice] = []
        held: list[Node] = []
        for node, option in plan.cases:
            truth = self._evaluate(node, plan, place)
            if truth is True:
                held.append(node)
                chosen += filter(None, [match_option(option, plan.column.options)])
            if truth is None and plan.column.type == "choice":
                return None  # an earlier case may be the one
            if chosen and plan.column.type == "choice":
                break
        return (
            (as_chosen(chosen, plan.column), derived(self.sheet, self.mapping.dictionary, plan, place, held)) if chosen else None
        )

    def _bands(self, plan: Plan, place: Place) -> tuple[Value, Trace] | None:
        bands = plan.binding.bands
        assert bands is not None  # noqa: S101
        assert plan.node is not None  # noqa: S101
        figure = self._evaluate(plan.node, plan, place)
        if not isinstance(figure, Decimal):
            return None
        for band in bands.ranges:
            choice = match_option(band.then, plan.column.options)
            if choice is not None and _lies_in(figure, band, bands.whole):
                say = f"{plain(figure)} lies in it; "
                trace = derived(self.sheet, self.mapping.dictionary, plan, place, [plan.node], say)
                return as_chosen([choice], plan.column), trace
        return None

    def _text(self, plan: Plan, place: Place) -> tuple[Value, Trace] | None:
        reads: list[Address] = []
        figures: list[MetricValue] = []

        def show(part: Part) -> str | None:
            known = {"organisation": self.facts.organisation, "year": self.facts.year, "currency": self.facts.currency}
            if part.text == "member":
                return place.member
            if part.text in known:
                return known[part.text]
            if part.text in self.mapping.dictionary.metrics:
                value = self._find(part.text, plan, place)
                if value is None or value.value is None or value.unit is None:
                    return None
                figures.append(value)
                return f"{grouped(value.value)} {value.unit.name}"
            address = part.address or Address(plan.question.id, place.row, part.text)
            column = self.mapping.edition.column(address)
            address = Address(address.question, address.row, column.name)
            reads.append(address)
            return shown(self.sheet.value(address), column, self.facts.currency)

        text = filled(plan.binding.text or "", show)
        if text is None:
            return None
        how = f"composed by {plan.where} from " + ", ".join([*map(str, reads), *(value.where for value in figures)])
        return text, Trace(plan.where, how, tuple(figures), tuple(reads))

    def _fact(self, plan: Plan, place: Place) -> tuple[Value, Trace] | None:
        name = plan.binding.fact or ""
        fact: Value | None = getattr(self.facts, name)
        if fact is None:
            return None
        if plan.column.type in ("choice", "choices"):
            choice = match_option(str(fact), plan.column.options)
            if choice is None:
                problem = f"{name} '{fact}' is no option of {plan.question.id}"
                fix = f"Options: {', '.join(plan.column.options[:6])}."
                self._note("option-unknown", "project.toml", problem, fix, Severity.WARNING)
                return None
            fact = as_chosen([choice], plan.column)
        return fact, Trace(plan.where, f"project.toml, {name}")


def _lies_in(figure: Decimal, band: Band, whole: bool) -> bool:
    if band.below is not None:
        return figure < Decimal(band.below)
    return band.to is not None and (figure.to_integral_value(ROUND_HALF_UP) if whole else figure) <= Decimal(band.to)


def _page(text: str | None) -> str | None:
    return f"page {text}" if text is not None and text[0].isdigit() else text
