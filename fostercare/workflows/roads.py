"""A straight road: the states of a record in their order, where it stands, and when it came there.

A stop that was passed by is not drawn.
"""

from directorates.templatetags.arabic import day


def straight(record, stops) -> list:
    """Steps for components/road.html. `stops`: (label, states) in their order; a record that left the road has none."""
    here = next((place for place, (_label, states) in enumerate(stops) if record.state in states), None)
    if here is None:
        return []
    reached = {change.target: change.at for change in record.history.filter(record=record._meta.label_lower)}
    return [
        {"label": label, "state": _side(place, here), "note": _when(states, reached) if place <= here else ""}
        for place, (label, states) in enumerate(stops)
        if place >= here or reached.keys() & set(states)
    ]


def _side(place, here):
    return "done" if place < here else "now" if place == here else "ahead"


def _when(states, reached):
    return day(max((reached[state] for state in states if state in reached), default=None))
