package org.fugu.machine.disk;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateWriter;

/// What a disk is made of, and how long it takes: the model of Ruemmler and Wilkes ("An introduction to
/// disk drive modeling", Computer, March 1994) without its zones, spare sectors and cache. Times are in
/// cycles of the machine's one clock.
///
/// ```text
///  request   overhead   seek          wait for the first block     blocks pass under the head
///    |----------|---------|--------------------|------------------------|
/// ```
///
/// @param blocks that there are; 0 for no disk
/// @param blockBytes 512 to 4,096, a power of two
/// @param trackBlocks blocks of a track
/// @param cylinderTracks tracks of a cylinder; changing between them takes no time
/// @param rotation cycles of a revolution
/// @param seekLeast to the next cylinder
/// @param seekAverage over a third of the cylinders
/// @param seekMost over all cylinders
/// @param overhead of each request
public record DiskShape(
        int blocks,
        int blockBytes,
        int trackBlocks,
        int cylinderTracks,
        long rotation,
        long seekLeast,
        long seekAverage,
        long seekMost,
        long overhead) {
    /// What a data sheet calls the average seek is over a third of the cylinders.
    private static final int AVERAGE_PART = 3;

    public static DiskShape of(Preset preset) {
        return new DiskShape(
                preset.intValue("disk.blocks"),
                preset.intValue("disk.block_bytes"),
                preset.intValue("disk.track_blocks"),
                preset.intValue("disk.cylinder_tracks"),
                preset.cyclesOf("disk.rotation"),
                preset.cyclesOf("disk.seek_least"),
                preset.cyclesOf("disk.seek_average"),
                preset.cyclesOf("disk.seek_most"),
                preset.cyclesOf("disk.overhead"));
    }

    int cylinder(int block) {
        return block / cylinderBlocks();
    }

    private int cylinderBlocks() {
        return trackBlocks * cylinderTracks;
    }

    private int cylinders() {
        return Math.ceilDiv(blocks, cylinderBlocks());
    }

    /// Straight lines through the three figures that data sheets give.
    ///
    /// @return cycles from one cylinder to another
    long seek(int from, int to) {
        long distance = Math.abs(from - to);
        if (distance == 0) return 0;
        long third = Math.max(1, cylinders() / AVERAGE_PART);
        long most = Math.max(third, cylinders() - 1L);
        return distance <= third
                ? between(seekLeast, seekAverage, distance - 1, third - 1)
                : between(seekAverage, seekMost, distance - third, most - third);
    }

    private static long between(long low, long high, long part, long whole) {
        return whole == 0 ? high : low + (high - low) * part / whole;
    }

    /// @return cycles from a moment until a block begins to pass under the head of its track
    long rotate(long time, int block) {
        return Math.floorMod(block % trackBlocks * rotation / trackBlocks - time, rotation);
    }

    /// When a request is over whose service begins at a moment. A request that goes on in the next cylinder
    /// seeks there, and waits for its first block.
    ///
    /// @param head the cylinder where the heads are
    long end(long begin, int head, int first, int count) {
        long time = begin + overhead;
        int at = head;
        for (int block = first, left = count; left > 0; ) {
            int cylinder = cylinder(block);
            time += seek(at, cylinder);
            time += rotate(time, block);
            int here = Math.min(left, cylinderBlocks() - block % cylinderBlocks());
            time += Math.ceilDiv(here * rotation, trackBlocks);
            at = cylinder;
            block += here;
            left -= here;
        }
        return time;
    }

    void save(StateWriter out) {
        out.add(blocks).add(blockBytes).add(trackBlocks).add(cylinderTracks).add(rotation);
        out.add(seekLeast).add(seekAverage).add(seekMost).add(overhead);
    }
}
