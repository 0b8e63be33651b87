"""One line each on an office's scorecard, its clients and its last plan, for the first page."""

from collections.abc import Iterator, Sequence

from generator.report.block import Panel, Remark
from generator.report.blocks.scorecard_months import judged
from generator.report.context import Context, sentences
from generator.report.numbers import is_known
from generator.results.offices import Attainment, ClientResults, Plan


def results_panels(unit: str, plans: Sequence[Plan], *, context: Context) -> Iterator[Panel]:
    """One line each on the scorecard, the clients and the last plan, as far as there are any."""
    words = context.words
    node = context.unit(unit, "attainment", Attainment)
    if lines := tuple(_on_target(node, context)) if node else ():
        yield Panel(words("minute.scorecard"), lines)
    clients, of_all = (
        context.unit(unit, "client_survey", ClientResults),
        context.step("client_survey", ClientResults),
    )
    plan = context.study.client_survey
    if clients and plan and is_known(clients.total.mean):
        mean, high = context.number(clients.total.mean, 1), context.number(plan.high, 0)
        beside = ""
        if of_all and is_known(of_all.total.mean):
            beside = words("minute.clients_total", total=context.number(of_all.total.mean, 1))
        known = isinstance(clients.total.n, int)
        from_n = words("minute.clients_n", n=clients.total.n) if known else ""
        strong = words("minute.clients_mean", mean=mean, high=high)
        yield Panel(words("minute.clients"), (Remark(strong, sentences(from_n, beside)),))
    states = [state for one in plans for state in one.states()]
    if states:
        done = words("minute.plan_done", n=states.count("done"), all=len(states))
        left = states.count("started") + states.count("open")
        rest = words("minute.plan_left", n=left) if left else ""
        yield Panel(words("minute.plan"), (Remark(done, rest),))


def _on_target(node: Attainment, context: Context) -> Iterator[Remark]:
    """How many targets each office reaches, by name where there are several."""
    words = context.words
    for office in node.offices:
        found = judged(office.rows, context)
        if not found:
            continue
        counts = {"n": len(found), "met": sum(met for _, met in found)}
        if len(node.offices) > 1 and office.office:
            name = context.unit_name(office.office)
            yield Remark(name, words("minute.targets_of", **counts))
        else:
            yield Remark(words("minute.targets", **counts), words("minute.targets_when"))
