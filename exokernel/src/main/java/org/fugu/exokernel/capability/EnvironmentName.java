package org.fugu.exokernel.capability;

import java.util.Comparator;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// What an environment is called on the whole machine: its node, the number of its job, and its
/// number among the job's environments there. A name is no secret and no authority.
///
/// ```text
///  31   24 23         16 15                 0
/// +-------+-------------+--------------------+
/// |  job  | environment |        node        |   as a word of a guest or of a packet
/// +-------+-------------+--------------------+
/// ```
public record EnvironmentName(NodeId node, int job, int number) implements Comparable<EnvironmentName> {
    private static final int JOB_SHIFT = 24;
    private static final int NUMBER_SHIFT = 16;
    private static final int BYTE = 0xff;
    private static final int NODE = 0xffff;
    private static final long LARGEST = 0xffff_ffffL;
    private static final Comparator<EnvironmentName> ORDER = Comparator.comparingLong(EnvironmentName::word);

    public EnvironmentName {
        if (job < 0 || job > BYTE || number < 0 || number > BYTE) {
            throw new IllegalArgumentException("environment " + number + " of job " + job);
        }
    }

    /// Whether a word can be a name.
    public static boolean isName(long word) {
        return word >= 0 && word <= LARGEST && (word & NODE) < NodeId.MAX_NODES;
    }

    /// @param word one that [#isName]
    public static EnvironmentName of(long word) {
        return new EnvironmentName(
                new NodeId((int) word & NODE), (int) (word >>> JOB_SHIFT) & BYTE, (int) (word >>> NUMBER_SHIFT) & BYTE);
    }

    public long word() {
        return (long) job << JOB_SHIFT | (long) number << NUMBER_SHIFT | node.index();
    }

    @Override
    public int compareTo(EnvironmentName other) {
        return ORDER.compare(this, other);
    }

    void save(StateWriter out) {
        out.add(word());
    }

    public static EnvironmentName restored(StateReader in) {
        long word = in.next();
        if (!isName(word)) throw new BadSnapshotException("found " + word + " where an environment is named");
        return of(word);
    }
}
