package org.fugu.machine.coherence;

import static org.fugu.machine.coherence.LineState.READ_ONLY;
import static org.fugu.machine.coherence.LineState.READ_TRANSACTION;
import static org.fugu.machine.coherence.LineState.READ_TRAP;
import static org.fugu.machine.coherence.LineState.READ_WRITE;
import static org.fugu.machine.coherence.LineState.UNCACHED;
import static org.fugu.machine.coherence.LineState.WRITE_TRANSACTION;

import java.util.Locale;

/// Everything a directory can do: the table of `docs/coherence.md`, which a test compares with
/// this one. [Directory] chooses a row by state, event and condition, performs its actions, and
/// takes the next state from here.
public enum Transition {
    FIRST_READER(UNCACHED, Event.GET_SHARED, "", "point to the reader, GRANT_SHARED", READ_ONLY),
    FIRST_WRITER(UNCACHED, Event.GET_MODIFIED, "", "point to the writer, GRANT_MODIFIED", READ_WRITE),

    ANOTHER_READER(
            READ_ONLY, Event.GET_SHARED, "room, or known already", "point to the reader, GRANT_SHARED", READ_ONLY),
    SPILL(
            READ_ONLY,
            Event.GET_SHARED,
            "no room, full map",
            "all pointers into the map, point to the reader, GRANT_SHARED",
            READ_ONLY),
    OVERFLOW(READ_ONLY, Event.GET_SHARED, "no room, LimitLESS", "interrupt the home's processor", READ_TRAP),
    EVICT_POINTER(
            READ_ONLY,
            Event.GET_SHARED,
            "no room, limited",
            "INVALIDATE the holder pointed to longest, forget it",
            READ_TRANSACTION),
    SOLE_HOLDER_WRITES(
            READ_ONLY, Event.GET_MODIFIED, "no other holder", "point to the writer, GRANT_MODIFIED", READ_WRITE),
    INVALIDATE_READERS(
            READ_ONLY,
            Event.GET_MODIFIED,
            "other holders, all in pointers or map",
            "INVALIDATE each, forget them",
            WRITE_TRANSACTION),
    WRITE_TRAP(
            READ_ONLY,
            Event.GET_MODIFIED,
            "other holders, some in the software's table",
            "interrupt the home's processor, which INVALIDATEs each; forget them",
            WRITE_TRANSACTION),

    DOWNGRADE_OWNER(
            READ_WRITE,
            Event.GET_SHARED,
            "room for both",
            "DOWNGRADE the owner, which stays as a reader",
            READ_TRANSACTION),
    EVICT_OWNER(READ_WRITE, Event.GET_SHARED, "no room for both", "INVALIDATE the owner, forget it", READ_TRANSACTION),
    INVALIDATE_OWNER(READ_WRITE, Event.GET_MODIFIED, "", "INVALIDATE the owner, forget it", WRITE_TRANSACTION),
    GIVE_BACK(READ_WRITE, Event.PUT_MODIFIED, "", "forget the owner", UNCACHED),

    READ_READY(READ_TRANSACTION, Event.ACKNOWLEDGE, "", "point to the reader, GRANT_SHARED", READ_ONLY),
    READ_CROSSED(READ_TRANSACTION, Event.PUT_MODIFIED, "", "forget the former owner", READ_TRANSACTION),
    READ_WAITS(READ_TRANSACTION, Event.GET_SHARED, "", "wait", READ_TRANSACTION),
    READ_WAITS_TO_WRITE(READ_TRANSACTION, Event.GET_MODIFIED, "", "wait", READ_TRANSACTION),

    ONE_ACKNOWLEDGED(WRITE_TRANSACTION, Event.ACKNOWLEDGE, "others missing", "count", WRITE_TRANSACTION),
    WRITE_READY(WRITE_TRANSACTION, Event.ACKNOWLEDGE, "the last", "point to the writer, GRANT_MODIFIED", READ_WRITE),
    WRITE_HANDLED(WRITE_TRANSACTION, Event.HANDLED, "others missing", "count", WRITE_TRANSACTION),
    WRITE_HANDLED_LAST(WRITE_TRANSACTION, Event.HANDLED, "the last", "point to the writer, GRANT_MODIFIED", READ_WRITE),
    WRITE_CROSSED(WRITE_TRANSACTION, Event.PUT_MODIFIED, "", "nothing: it is forgotten already", WRITE_TRANSACTION),
    WRITE_WAITS_TO_READ(WRITE_TRANSACTION, Event.GET_SHARED, "", "wait", WRITE_TRANSACTION),
    WRITE_WAITS(WRITE_TRANSACTION, Event.GET_MODIFIED, "", "wait", WRITE_TRANSACTION),

    READ_HANDLED(
            READ_TRAP,
            Event.HANDLED,
            "",
            "all pointers into the software's table, point to the reader, GRANT_SHARED",
            READ_ONLY),
    TRAP_WAITS_TO_READ(READ_TRAP, Event.GET_SHARED, "", "wait", READ_TRAP),
    TRAP_WAITS_TO_WRITE(READ_TRAP, Event.GET_MODIFIED, "", "wait", READ_TRAP);

    /// What happens to a line at its home.
    public enum Event {
        GET_SHARED,
        GET_MODIFIED,
        PUT_MODIFIED,
        ACKNOWLEDGE,
        /// The software handler on the home's processor has ended.
        HANDLED
    }

    private final LineState from;
    private final Event event;
    private final String condition;
    private final String actions;
    private final LineState to;

    Transition(LineState from, Event event, String condition, String actions, LineState to) {
        this.from = from;
        this.event = event;
        this.condition = condition;
        this.actions = actions;
        this.to = to;
    }

    LineState from() {
        return from;
    }

    Event event() {
        return event;
    }

    LineState to() {
        return to;
    }

    /// A row of the table in the documentation.
    String row() {
        return String.format(
                Locale.ROOT, "| %s | %s | %s | %s | %s |", name(from), event, condition, actions, name(to));
    }

    private static String name(LineState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
