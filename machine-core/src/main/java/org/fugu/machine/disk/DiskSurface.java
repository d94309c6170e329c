package org.fugu.machine.disk;

import java.util.Arrays;
import java.util.TreeMap;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The bytes of a disk, zero at first. A piece of 4,096 bytes takes host memory as long as one of them is not
/// zero: what a disk holds says all about it, however it came to be there.
final class DiskSurface {
    private static final int PIECE = PhysicalAddress.FRAME_BYTES;
    private static final byte[] ZERO = new byte[PIECE];

    private final long bytes;
    private final TreeMap<Integer, byte[]> pieces = new TreeMap<>();

    DiskSurface(long bytes) {
        this.bytes = bytes;
    }

    void read(long from, byte[] into, int at, int count) {
        requireWithin(from, count);
        for (int done = 0; done < count; ) {
            int offset = (int) ((from + done) % PIECE);
            int here = Math.min(count - done, PIECE - offset);
            var piece = pieces.getOrDefault((int) ((from + done) / PIECE), ZERO);
            System.arraycopy(piece, offset, into, at + done, here);
            done += here;
        }
    }

    void write(long to, byte[] source, int at, int count) {
        requireWithin(to, count);
        for (int done = 0; done < count; ) {
            int number = (int) ((to + done) / PIECE);
            int offset = (int) ((to + done) % PIECE);
            int here = Math.min(count - done, PIECE - offset);
            var piece = pieces.computeIfAbsent(number, _ -> new byte[PIECE]);
            System.arraycopy(source, at + done, piece, offset, here);
            if (Arrays.equals(piece, ZERO)) pieces.remove(number);
            done += here;
        }
    }

    private void requireWithin(long from, int count) {
        if (from < 0 || count < 0 || from > bytes - count) {
            throw new IllegalArgumentException(count + " bytes from " + from + " of a disk of " + bytes);
        }
    }

    void save(StateWriter out) {
        out.add(pieces.size());
        pieces.forEach((number, piece) -> out.add(number).addFrame(piece));
    }

    void restore(StateReader in) {
        pieces.clear();
        int most = (int) Math.ceilDiv(bytes, (long) PIECE);
        int last = -1;
        for (int left = in.nextInt(0, most); left > 0; left--) {
            if (last == most - 1) throw new BadSnapshotException("the snapshot has more of a disk than there is");
            last = in.nextInt(last + 1, most - 1);
            var piece = new byte[PIECE];
            in.nextFrame(piece);
            pieces.put(last, piece);
        }
    }
}
