package org.fugu.bundle.explain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.fugu.exokernel.loader.ImageSegment;

/// A program's instructions, by address.
public final class Code {
    private final ByteBuffer file;
    private final List<ImageSegment> segments;

    public Code(byte[] file, List<ImageSegment> segments) {
        this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        this.segments = segments;
    }

    /// The instruction at an address, only its two bytes if it is a short one; 0 where there is none.
    public int word(long address) {
        int low = half(address);
        return (low & 3) == 3 ? low | half(address + 2) << 16 : low;
    }

    private int half(long address) {
        for (var segment : segments) {
            long offset = address - segment.address();
            if (offset < 0 || offset > segment.fileBytes() - Short.BYTES) continue;
            return file.getShort((int) (segment.fileOffset() + offset)) & 0xffff;
        }
        return 0;
    }
}
