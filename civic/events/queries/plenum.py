"""Read the plenum, the minutes, and the published notes of a district."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from civic.db.session import session
from civic.events.models import Event, Note
from civic.events.plenum_models import NotePlace, PlenumPoint, PlenumSource
from civic.events.plenum_rules import PLENUM
from civic.events.queries.tables import list_notes
from civic.events.rows import CharacterRow, Gathered, NoteRow, PointRow, PublishedNote
from civic.events.rules import NoteKind
from civic.events.tablet_board import BoardCluster, root_of
from civic.events.tablet_models import NoteCluster
from civic.kit.errors import Missing

NOTE = (Note.id, Note.table_no, Note.round_no, Note.kind, Note.text, Note.dots)


def list_points(event_id: int) -> list[PointRow]:
    """List the plenum's points in their order, each with the notes it stands for; removed ones are left out."""
    points = (
        select(Note, PlenumPoint.position)
        .join(PlenumPoint, PlenumPoint.note_id == Note.id)
        .where(PlenumPoint.event_id == event_id, Note.removed_at.is_(None))
        .order_by(PlenumPoint.position, Note.id)
    )
    found = session().execute(points).all()
    sources = (
        select(PlenumSource.point_id, *NOTE)
        .join(Note, Note.id == PlenumSource.note_id)
        .where(Note.event_id == event_id, Note.removed_at.is_(None))
        .order_by(Note.table_no, Note.id)
    )
    behind: dict[int, list[NoteRow]] = defaultdict(list)
    if found:
        for row in session().execute(sources):
            behind[row[0]].append(NoteRow(*row[1:]))
    return [PointRow(note, position, tuple(behind[note.id])) for note, position in found]


def get_point(note_id: int) -> Note:
    """Return a point of a plenum, or raise Missing."""
    note = session().get(Note, note_id)
    if note is None or note.table_no != PLENUM:
        raise Missing
    return note


def clusters_of(event_id: int) -> dict[int, str]:
    """Return the group of each grouped note of an event, by the uid of the group it was merged into in the end."""
    held = session().scalars(select(NoteCluster).where(NoteCluster.event_id == event_id))
    clusters = {one.uid: BoardCluster(one.uid, one.table_no, one.title, one.into_uid or "") for one in held}
    if not clusters:
        return {}
    grouped = select(Note.id, Note.cluster_uid).where(
        Note.event_id == event_id, Note.cluster_uid.is_not(None), Note.removed_at.is_(None)
    )
    return {note_id: root_of(clusters, uid or "") for note_id, uid in session().execute(grouped)}


def titles_of_clusters(event_id: int) -> dict[str, str]:
    """Return the title of each group of an event by its uid."""
    query = select(NoteCluster.uid, NoteCluster.title).where(NoteCluster.event_id == event_id)
    return {row.uid: row.title for row in session().execute(query)}


def gather(event_id: int) -> Gathered:
    """Return what the tables bring to the plenum."""
    notes, groups = list_notes(event_id), clusters_of(event_id)
    titles = titles_of_clusters(event_id) if groups else {}
    return Gathered(tuple(notes), groups, titles, tuple(list_points(event_id)))


def list_mates(note: Note) -> list[Note]:
    """List the notes that say the same as one: those of its group, or those a point of the plenum stands for."""
    if note.table_no == PLENUM:
        behind = select(PlenumSource.note_id).where(PlenumSource.point_id == note.id)
        query = select(Note).where(Note.id.in_(behind), Note.removed_at.is_(None))
        return list(session().scalars(query.order_by(Note.table_no, Note.id)))
    groups = clusters_of(note.event_id)
    if note.id not in groups:
        return []
    mates = [note_id for note_id, group in groups.items() if group == groups[note.id] and note_id != note.id]
    return list(session().scalars(select(Note).where(Note.id.in_(mates)).order_by(Note.id)))


def list_of_kinds(event_id: int, kinds: Collection[NoteKind]) -> list[Note]:
    """List the notes of some kinds that stand at the tables of an event, most dots first."""
    query = select(Note).where(Note.event_id == event_id, Note.table_no != PLENUM, Note.removed_at.is_(None))
    return list(session().scalars(query.where(Note.kind.in_(kinds)).order_by(Note.dots.desc(), Note.id)))


def list_published(district_code: str, limit: int) -> list[PublishedNote]:
    """List the newest published notes of a district: of each event the plenum's points first, then by dots."""
    query = (
        select(Event, *NOTE)
        .join(Note, Note.event_id == Event.id)
        .where(Event.district_code == district_code, Event.minutes_at.is_not(None), Note.removed_at.is_(None))
        .order_by(Event.minutes_at.desc(), Event.id.desc(), Note.table_no != PLENUM, Note.dots.desc(), Note.id)
    )
    return [PublishedNote(row[0], NoteRow(*row[1:])) for row in session().execute(query.limit(limit))]


def find_place(note_id: int) -> NotePlace | None:
    """Return where the local character of a note is, if it was said."""
    return session().get(NotePlace, note_id)


def list_character(district_code: str = "") -> list[CharacterRow]:
    """List published notes of local character that have a place, of all districts or of one."""
    query = (
        select(Note.id, Note.text, NotePlace.place, NotePlace.lat, NotePlace.lng, Event)
        .join(Note, Note.event_id == Event.id)
        .join(NotePlace, NotePlace.note_id == Note.id)
        .where(Event.minutes_at.is_not(None), Note.removed_at.is_(None), Note.kind == NoteKind.CHARACTER)
    )
    if district_code:
        query = query.where(Event.district_code == district_code)
    return [CharacterRow(*row) for row in session().execute(query.order_by(Event.starts_at.desc(), Note.id))]
