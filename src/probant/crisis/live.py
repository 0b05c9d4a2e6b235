"""Who follows a room live: one hub a process listens to the database's bell and tells its streams.

A stream holds a thread that sleeps, and nothing else: no connection, no transaction. The hub reads
for them all, on one connection, in the context of the room's organisation, and asks again at each
reading whether each reader may still read. The bell carries identifiers and numbers alone; it may
be lost (a pooler before the database, a restart): the hub looks by itself at every heartbeat, and
what it reads always starts after what each stream has seen. Nothing depends on the bell but haste.
"""

import json
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction
from psycopg.conninfo import make_conninfo

from probant.crisis.domain.entries import Entry
from probant.crisis.queries import room as queries
from probant.database import isolation
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.domain import Role

logger = logging.getLogger(__name__)

BELL = "probant_room"
HEARTBEAT = 10.0
LIFETIME = 60.0  # then the reader asks again, and passes every gate again
SPREAD = 20  # seconds, so that those who came together do not come back together
RETRY_MILLISECONDS = 1000
AGAIN_AFTER = 1.0
MAY_READ = "crisis.view"
Render = Callable[[Entry], str]


@dataclass(eq=False)
class Stream:
    """One reader of one room: what was seen, and what waits to be sent."""

    organisation: UUID
    crisis: UUID
    person: UUID
    seen: int
    waiting: SimpleQueue[tuple[Entry, ...] | None] = field(default_factory=SimpleQueue)

    def messages(self, render: Render) -> Iterator[bytes]:
        """The events as they come, a heartbeat otherwise, until the end of this stream's life."""
        connection.close()  # the reading of the request gives its connection back
        ends_at = time.monotonic() + LIFETIME + id(self) // 64 % SPREAD
        hub().enter(self)
        try:
            yield f"retry: {RETRY_MILLISECONDS}\n: hello\n\n".encode()
            while time.monotonic() < ends_at:
                yield from self._next(render)
            yield b'event: end\ndata: {"at_once": true}\n\n'
        except Ended:
            yield b'event: end\ndata: {"at_once": false}\n\n'
        finally:
            hub().leave(self)

    def _next(self, render: Render) -> Iterator[bytes]:
        try:
            found = self.waiting.get(timeout=HEARTBEAT)
        except Empty:
            yield b": beat\n\n"
            return
        if found is None:
            raise Ended
        for entry in found:
            yield event(entry, render)


class Ended(Exception):  # noqa: N818  no error: the stream has nothing more to say
    """The reader may no longer read, or the server stops."""


def event(entry: Entry, render: Render) -> bytes:
    """One server-sent event; its id is the entry's sequence, from which a reader resumes."""
    data = {"sequence": entry.sequence, "kind": entry.kind, "html": render(entry)}
    return f"id: {entry.sequence}\nevent: entry\ndata: {json.dumps(data)}\n\n".encode()


class Hub:
    """The streams of this process, and the one thread that reads for them."""

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._lock = threading.Lock()
        self._telling = threading.Lock()
        self._is_stopping = False
        threading.Thread(target=self._run, name="probant-room", daemon=True).start()

    def enter(self, stream: Stream) -> None:
        """`stream` is told from now on what comes after what it has seen, at once if there is."""
        with self._lock:
            self._streams.add(stream)
        self._tell([stream])
        connection.close()  # this thread only sleeps from now on
        if self._is_stopping:
            stream.waiting.put(None)

    def leave(self, stream: Stream) -> None:
        """`stream` is over."""
        with self._lock:
            self._streams.discard(stream)

    def stop(self) -> None:
        """Ends every stream: readers come back to whoever serves next."""
        self._is_stopping = True
        for stream in self._all():
            stream.waiting.put(None)

    def _all(self, crises: set[UUID] | None = None) -> list[Stream]:
        with self._lock:
            return [one for one in self._streams if crises is None or one.crisis in crises]

    def _run(self) -> None:
        while not self._is_stopping:
            try:
                self._listen()
            except (psycopg.Error, DatabaseError, OSError) as error:
                logger.warning("room: the database does not answer (%s)", type(error).__name__)
                connection.close()
                time.sleep(AGAIN_AFTER)

    def _listen(self) -> None:
        with psycopg.connect(address(), autocommit=True) as bell:
            bell.execute(f"LISTEN {BELL}")
            self._tell(self._all())
            while not self._is_stopping:
                rung = [note.payload for note in bell.notifies(timeout=HEARTBEAT, stop_after=1)]
                rung += [note.payload for note in bell.notifies(timeout=0)]
                self._tell(self._all(_crises(rung) if rung else None))
                connection.close()  # pages may use it until the bell rings again

    def _tell(self, streams: list[Stream]) -> None:
        """Reads once for each organisation and room, after what the slowest stream has seen."""
        rooms: dict[tuple[UUID, UUID], list[Stream]] = {}
        for stream in streams:
            rooms.setdefault((stream.organisation, stream.crisis), []).append(stream)
        with self._telling:
            for (organisation, crisis), readers in rooms.items():
                _read(organisation, crisis, readers)


def _crises(payloads: list[str]) -> set[UUID]:
    return {UUID(payload.partition(" ")[0]) for payload in payloads}


def _read(organisation: UUID, crisis: UUID, readers: list[Stream]) -> None:
    with transaction.atomic():
        isolation.enter(organisation, person=None, is_reading=True)
        allowed = {
            one.person_id
            for one in organisations.members(organisation).filter(person__is_active=True)
            if permissions.is_allowed(Role(one.role), MAY_READ)
        }
        after = min(stream.seen for stream in readers)
        found = queries.entries(organisation, crisis, after=after)
    for stream in readers:
        _give(stream, found, is_allowed=stream.person in allowed)


def _give(stream: Stream, found: tuple[Entry, ...], *, is_allowed: bool) -> None:
    if not is_allowed:
        stream.waiting.put(None)
        return
    unseen = tuple(entry for entry in found if entry.sequence > stream.seen)
    if unseen:
        stream.seen = unseen[-1].sequence
        stream.waiting.put(unseen)


def address() -> str:
    """The database's address for the bell's own connection, as Django was given it."""
    settings = connection.settings_dict
    named = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return make_conninfo(**{name: str(value) for name, value in named.items() if value})


_hub: Hub | None = None
_kept: list[socket.socket] = []  # the socket lives as long as the process
_lock = threading.Lock()


def hub() -> Hub:
    """The hub of this process; its thread starts with the first stream."""
    global _hub  # noqa: PLW0603  one a process
    with _lock:
        if _hub is None:
            _hub = Hub()
        return _hub


def end_streams_at_stop() -> None:
    """Streams end as soon as the process is told to stop; call it from the main thread.

    The server waits for the answers under way before it leaves, and a stream would last minutes.
    Its own handler of the signal stays: Python writes each signal's number to a socket besides.
    """
    heard, told = socket.socketpair()
    _kept.append(told)
    told.setblocking(False)  # noqa: FBT003  a socket's own signature
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    threading.Thread(
        target=_await_stop, args=(heard, os.getpid()), name="probant-stop", daemon=True
    ).start()


def _await_stop(heard: socket.socket, process: int) -> None:
    while number := heard.recv(1):
        if number[0] in {signal.SIGTERM, signal.SIGINT} and os.getpid() == process:
            break
    if _hub is not None:
        _hub.stop()
