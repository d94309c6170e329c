package org.fugu.machine;

import java.util.ArrayDeque;
import java.util.Arrays;

/// A reference model of a DECstation's memory, for [WorkstationMemoryTests]: what the machine should do,
/// said in another way, tags by place and stores by when they retire.
final class WorkstationModel {
    enum Operation {
        LOAD,
        STORE,
        ADD,
        RESERVE,
        FENCE
    }

    record Access(Operation operation, int page, int offset, int bytes) {}

    private static final int MISS = 15;
    private static final int ENTRIES = 6;
    private static final long CODE = 0x1000 - Machines.PROGRAM;

    private final long[] instructions;
    private final long[] data;
    private final ArrayDeque<Long> stores = new ArrayDeque<>();
    private long lastRetires;
    private long lastPage = -1;
    private long group = -1;
    long pc = Machines.PROGRAM;
    long clock;
    long misses;

    WorkstationModel(int bytes) {
        instructions = new long[bytes / 16];
        data = new long[bytes / 4];
        Arrays.fill(instructions, -1);
        Arrays.fill(data, -1);
    }

    /// The program is in frame 0, shared page i in frame 2 + i.
    private static long physical(int page, int offset) {
        return (2L + page) * 4096 + offset;
    }

    void instruction() {
        long line = (pc + CODE) / 16;
        if (line != group) {
            int place = (int) (line % instructions.length);
            if (instructions[place] != line) miss();
            instructions[place] = line;
            group = line;
        }
        pc += 4;
        clock++;
    }

    void jump(long to) {
        pc = to;
    }

    private void miss() {
        misses++;
        clock += MISS;
    }

    private void read(long address, int bytes) {
        boolean hit = true;
        for (long at = address; at < address + bytes; at++) hit &= data[place(at)] == at / 4;
        if (hit) return;
        miss();
        long first = address / 16 * 16;
        for (long at = first; at < first + 16; at += 4) data[place(at)] = at / 4;
    }

    private int place(long address) {
        return (int) (address / 4 % data.length);
    }

    private void write(long address, int bytes) {
        for (long at = (address + 3) / 4 * 4; at + 4 <= address + bytes; at += 4) data[place(at)] = at / 4;
        while (!stores.isEmpty() && stores.getFirst() <= clock) stores.removeFirst();
        if (stores.size() == ENTRIES) clock = stores.removeFirst();
        long page = address / 4096;
        lastRetires = Math.max(clock, lastRetires) + (page == lastPage ? 1 : 5);
        lastPage = page;
        stores.add(lastRetires);
    }

    private void drain() {
        clock = Math.max(clock, lastRetires);
    }

    /// The memory's part in an instruction comes before its own cycle.
    void access(Access access) {
        boolean atomic = access.operation() == Operation.ADD || access.operation() == Operation.RESERVE;
        if (atomic) instruction();
        instruction();
        clock--;
        if (atomic || access.operation() == Operation.FENCE) drain();
        long address = physical(access.page(), access.offset());
        int first = Math.min(access.bytes(), 16 - (int) address % 16);
        part(access.operation(), address, first);
        if (first < access.bytes()) part(access.operation(), address + first, access.bytes() - first);
        clock++;
    }

    private void part(Operation operation, long address, int bytes) {
        switch (operation) {
            case LOAD, RESERVE -> read(address, bytes);
            case STORE -> write(address, bytes);
            case ADD -> {
                read(address, bytes);
                write(address, bytes);
            }
            case FENCE -> {}
        }
    }
}
