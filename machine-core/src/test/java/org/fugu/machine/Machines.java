package org.fugu.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.TrapHandler;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;

/// Machines for tests, with the smallest kernel that can run a program on every node: an `ecall`
/// ends it, and translations are refilled from a fixed layout.
///
/// Virtual page 1 is the node's own copy of the program, page 2 its private data, pages 16 to 31
/// are shared, page 16 + i at home on node i mod n.
final class Machines {
    static final long PROGRAM = 0x1000;
    static final long PRIVATE = 0x2000;
    static final long SHARED = 0x10000;
    static final int SHARED_PAGES = 16;
    static final int GROUP = 5;

    private Machines() {}

    static Machine running(MachineConfig config, byte[] program) {
        var machine = new Machine(config);
        int count = config.mesh().nodes();
        var ranks = new NodeId[count];
        Arrays.setAll(ranks, NodeId::new);
        for (var node : machine.nodes()) {
            var privileged = node.privileged();
            System.arraycopy(program, 0, privileged.frames().localFrame(0), 0, program.length);
            privileged.frames().localFrame(1);
            node.install(new Kernel(privileged, count));
            int contexts = node.contexts();
            var unit = new UnitState(contexts)
                    .member(GROUP, node.id().index(), count, node.id().index());
            privileged.unit().load(unit.bind(0, GROUP, ranks));
            privileged.translations().runAddressSpace(1);
            var first = new RegisterImage(PROGRAM);
            privileged.registers().load(new ProgramRegisters(contexts, first));
            node.begin();
        }
        return machine;
    }

    /// Reads a shared double-word as the machine has it now.
    static long shared(Machine machine, long offset) {
        int page = (int) (offset / PhysicalAddress.FRAME_BYTES);
        int count = machine.config().mesh().nodes();
        byte[] frame = machine.node(page % count).privileged().frames().localFrame(2 + page / count);
        return java.nio.ByteBuffer.wrap(frame)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getLong((int) offset % PhysicalAddress.FRAME_BYTES);
    }

    static String digest(Machine machine) {
        var hash = new StateHash();
        machine.save(hash);
        return hash.hex();
    }

    static final class Kernel implements TrapHandler {
        private static final int REFILL_INSTRUCTIONS = 20;

        private final PrivilegedNode node;
        private final int count;
        String unhandled = "";
        final List<UserMessage> misdelivered = new ArrayList<>();

        Kernel(PrivilegedNode node, int count) {
            this.node = node;
            this.count = count;
        }

        @Override
        public void trap(Context context, TrapCause cause, long value) {
            switch (cause) {
                case SYSTEM_CALL -> systemCall(context);
                case FETCH_PAGE_FAULT, LOAD_PAGE_FAULT, STORE_PAGE_FAULT -> refill(context, cause, value);
                default -> fail(context, cause, value);
            }
        }

        /// Without a number in `a7` the job is over on this node; 1 starts context `a0` at `a1` with `a2`
        /// in `a0` and 2 ends the calling one.
        private void systemCall(Context context) {
            context.pc += 4;
            switch ((int) context.x[17]) {
                case 1 -> {
                    var registers = new RegisterImage(context.x[11]);
                    registers.x[10] = context.x[12];
                    node.registers().startContext((int) context.x[10], registers);
                }
                case 2 -> node.registers().endContext();
                default -> node.registers().halt();
            }
        }

        private void refill(Context context, TrapCause cause, long value) {
            int page = (int) (value >>> 12);
            node.time().charge(REFILL_INSTRUCTIONS);
            if (page == 1 || page == 2) {
                node.translations()
                        .tlbWrite(1, page, PhysicalAddress.frame(node.id().index(), page - 1), page == 1 ? 5 : 3);
            } else if (page >= 16 && page < 16 + SHARED_PAGES) {
                int shared = page - 16;
                node.translations().tlbWrite(1, page, PhysicalAddress.frame(shared % count, 2 + shared / count), 3);
            } else {
                fail(context, cause, value);
            }
        }

        private void fail(Context context, TrapCause cause, long value) {
            unhandled = cause + " at " + Long.toHexString(context.pc) + ", value " + Long.toHexString(value);
            throw new AssertionError(node.id() + ": " + unhandled);
        }

        @Override
        public void packet(int sourceNode, long[] words) {
            throw new AssertionError("no packet was sent");
        }

        @Override
        public void instructionLimit() {
            node.registers().halt();
        }

        @Override
        public void message(UserMessage message) {
            misdelivered.add(message);
        }

        @Override
        public void atomicityTimeout() {
            node.time().charge(REFILL_INSTRUCTIONS);
            node.unit().presetTimer();
        }

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }
}
