"""Keep reading stamps (閱覽集章) in the signed cookie of the visit: the server stores none.

A stamp says that an item's page was opened from the booth. It says nothing about a choice, hangs on no name in
the database, and ends with the visit.
"""

from flask import session

KEY = "read"


def stamps_of(round_id: int) -> frozenset[int]:
    """Return the items of a round opened in this visit."""
    kept = session.get(KEY, {})
    return frozenset(kept.get(str(round_id), ()))


def stamp(round_id: int, item: int) -> None:
    """Note that an item was opened."""
    if item not in (stamped := stamps_of(round_id)):
        session[KEY] = {**session.get(KEY, {}), str(round_id): sorted({*stamped, item})}


def forget_stamps(round_id: int) -> None:
    """Let the stamps of a round go once the ballot is cast."""
    if stamps_of(round_id):
        session[KEY] = {key: items for key, items in session[KEY].items() if key != str(round_id)}
