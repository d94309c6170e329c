package org.fugu.machine;

import org.fugu.machine.memory.LineShape;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// How much of the host's memory a machine can come to take, counted from above: whatever its
/// program does, it takes no more. A figure of the preset that sizes something is counted here.
public final class HostBytes {
    /// What a node takes whatever its figures are: its objects, transactions under way, and the
    /// capabilities and bindings of what runs on it, up to 4,096 of each.
    private static final long NODE = 1 << 20;

    /// What a machine takes beside its nodes, distributions of latencies above all.
    private static final long MACHINE = 4 << 20;

    /// A tag, a state, when it was used, what rests on it, and whether it holds instructions.
    private static final long CACHE_LINE = 2 * Long.BYTES + Integer.BYTES + 2;

    /// Up to 1,024 entries of four words and a reference.
    private static final long HIT_TABLE = 40 << 10;

    /// 1,024 places to which control comes, how often, and what is translated there.
    private static final long TRANSLATOR = 24 << 10;

    /// An entry's five words and rights, and 64 counters of watched lines.
    private static final long TLB_ENTRY = 5 * Long.BYTES + 1 + 64 * Short.BYTES;

    private static final long CONTEXT = 4 << 10;

    /// A message with all the bulk data that it may have.
    private static final long MESSAGE = UserMessage.MOST_BULK_BYTES + 512;

    /// Messages of a node that have not got into a queue: one of each context, and what the kernel
    /// holds.
    private static final int MESSAGES_UNDER_WAY = 8;

    /// A line's word in the directory.
    private static final long DIRECTORY_ENTRY = Long.BYTES;

    private static final long ENDPOINTS_A_RANK = 8 * Integer.BYTES;

    /// A frame of code, decoded: 256 lines of 16 bytes, each as twelve words.
    private static final long DECODED_FRAME = 256 * (16 + 12 * Long.BYTES) + (2 << 10);

    private static final long FRAME = 4096;

    /// A frame and its pages of the directory are arrays, each with a header and a place in a list.
    private static final long FRAME_OBJECTS = 96;

    /// A piece of a disk is an array with a header, and has a place in a tree with its number.
    private static final long PIECE_OBJECTS = 96;

    /// Frames of code that a node keeps decoded.
    private static final long MOST_DECODED_FRAMES = 1024;

    private static final int FULL_MAP_OR_LIMITLESS = 1;

    private HostBytes() {}

    /// Of a machine whose nodes have no memory.
    ///
    /// @param codeBytes of the program
    public static long ofFigures(Preset preset, MeshShape mesh, Fidelity fidelity, long codeBytes) {
        long node = NODE
                + HIT_TABLE
                + TRANSLATOR
                + preset.value("tlb.entries") * TLB_ENTRY
                + (isTimed(fidelity) ? caches(preset) : 0)
                + preset.value("write_buffer.entries") * Long.BYTES
                + preset.value("processor.contexts") * CONTEXT
                + (preset.value("message.input_queue") + MESSAGES_UNDER_WAY) * MESSAGE
                + mesh.nodes() * ENDPOINTS_A_RANK
                + samples(preset, fidelity)
                + Math.min(MOST_DECODED_FRAMES, codeBytes / FRAME + 2) * DECODED_FRAME;
        return MACHINE + mesh.nodes() * node;
    }

    /// Of a node's memory: a byte takes itself, and its share of what the directory keeps of its line
    /// once it was used.
    public static long ofMemory(Preset preset, MeshShape mesh, Fidelity fidelity, long memoryBytes) {
        var line = new LineShape(preset.intValue("cache.line"));
        long frames = memoryBytes / FRAME + 1;
        long directory = isTimed(fidelity) ? directory(preset, mesh) : 0;
        return frames * (FRAME + FRAME_OBJECTS) + memoryBytes / line.bytes() * directory;
    }

    /// Of a part of a node's disk whose every piece was written.
    public static long ofDisk(long diskBytes) {
        return (diskBytes / FRAME + 1) * (FRAME + PIECE_OBJECTS);
    }

    private static boolean isTimed(Fidelity fidelity) {
        return !(fidelity instanceof Fidelity.Functional);
    }

    private static long caches(Preset preset) {
        long line = preset.value("cache.line");
        long tagged = preset.value("cache.data_line") == 0 ? line : preset.value("cache.data_line");
        long split = preset.value("cache.split") == 1 ? preset.value("cache.bytes") / line : 0;
        long lines = preset.value("cache.bytes") / tagged + split + preset.value("cache.l1.bytes") / line;
        // The third word is the next victim of a set, of which there are no more than lines.
        return lines * (CACHE_LINE + 1);
    }

    /// How long things took is kept until the window ends; a miss takes its time.
    private static long samples(Preset preset, Fidelity fidelity) {
        if (!(fidelity instanceof Fidelity.Relaxed(var window))) return 0;
        return window / preset.value("memory.local_miss") * 2 * Long.BYTES;
    }

    private static long directory(Preset preset, MeshShape mesh) {
        boolean tabled = preset.value("memory.shared") == 1
                && preset.value("coherence.overflow") <= FULL_MAP_OR_LIMITLESS
                && mesh.nodes() - 1 > preset.value("coherence.pointers");
        return DIRECTORY_ENTRY + (tabled ? holders(mesh) : 0);
    }

    /// A table of holders: a bit for each node, in whole words.
    private static long holders(MeshShape mesh) {
        return (mesh.nodes() + Long.SIZE - 1L) / Long.SIZE * Long.BYTES;
    }
}
