"""Scored respondents: keyed items and construct means."""

import pandas as pd

from generator.study.instrument import Construct, Scale
from generator.study.model import Study


def key_item(answers: pd.Series, *, scale: Scale, negative: bool) -> pd.Series:
    """Turn an item so that more means more: flip when scale direction and wording disagree."""
    return scale.low + scale.high - answers if scale.descending != negative else answers


def construct_mean(keyed: pd.DataFrame, *, construct: Construct) -> pd.Series:
    """Mean of answered items, or of dimension means where dimensions are declared.

    ``keyed`` has respondents as rows and at least the construct's item columns. NaN where fewer
    than ``min_items`` are answered. A dimension nobody answered is left out of a person's mean.
    """
    items = [item.id for item in construct.items]
    dimensions = [keyed[list(names)].mean(axis=1) for names in construct.dimensions.values()]
    mean = pd.concat(dimensions, axis=1).mean(axis=1)
    return mean.where(keyed[items].notna().sum(axis=1) >= construct.min_items)


def score_respondents(frame: pd.DataFrame, *, study: Study, group: str) -> pd.DataFrame:
    """Key every item of the group and add its construct means."""
    scored = frame.copy()
    for item, scale in study.items_of(group).items():
        negative = study.is_negative(item)
        scored[item] = key_item(frame[item], scale=scale, negative=negative)
    means = {
        name: construct_mean(scored, construct=study.constructs[name])
        for name in study.scored(group)
        if name in study.constructs
    }
    return pd.concat([scored, pd.DataFrame(means, index=scored.index)], axis=1)
