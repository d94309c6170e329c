package org.fugu.exokernel.run;

import java.util.List;
import java.util.Random;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;

/// The machine on which a [KeptProgram] runs.
///
/// @param changes of the machine, `figure=value`
record FlowSetting(String machine, List<String> changes, String fidelity, int nodes) {
    static final Limits LIMITS = new Limits(30_000_000, 500_000, 1 << 17, 1 << 18);

    private static final List<FlowSetting> MACHINES = List.of(
            of("fugu"),
            of("fugu", "cache.bytes=512"),
            of("fugu", "processor.load_use=1"),
            of("fugu", "processor.load_use=2"),
            of("fugu", "processor.load_use=1", "cache.bytes=512"),
            of("fugu", "cache.bytes=512", "cache.line=64", "processor.load_use=3"),
            of("fugu", "cache.bytes=512", "cache.ways=2", "processor.load_use=0", "processor.branch_taken=3"),
            of("fugu", "cache.bytes=1024", "cache.ways=4", "processor.load_use=1"),
            of("fugu", "cache.bytes=2048", "cache.ways=2", "cache.line=32", "processor.load_use=1"),
            of("fugu", "processor.branch_taken=0", "processor.load_use=2", "processor.float_other=4"),
            of("fugu", "cache.bytes=1024", "tlb.entries=8", "processor.load_use=2"),
            of("fugu", "tlb.entries=8"),
            of("fugu", "cache.bytes=512", "tlb.entries=8"),
            of("fugu", "cache.bytes=1024", "cache.ways=2", "tlb.entries=8", "processor.contexts=2"));

    private static FlowSetting of(String machine, String... changes) {
        return new FlowSetting(machine, List.of(changes), "timing", 1);
    }

    static FlowSetting drawn(Random random, FlowProgram.Kind kind) {
        var names = Preset.names();
        var drawn = random.nextInt(4) == 0
                ? of(names.get(random.nextInt(names.size())))
                : MACHINES.get(random.nextInt(MACHINES.size()));
        var fidelity = switch (random.nextInt(6)) {
            case 0 -> "functional";
            case 1 -> "relaxed:100";
            default -> "timing";
        };
        int nodes = kind.everywhere() ? 1 : random.nextInt(6) == 0 ? 4 + random.nextInt(3) : 1 + random.nextInt(3);
        return new FlowSetting(drawn.machine(), drawn.changes(), fidelity, nodes);
    }

    RunRequest request(KeptProgram program) {
        var preset = Preset.named(machine);
        for (var change : changes) {
            var parts = change.split("=");
            preset = preset.with(parts[0], Long.parseLong(parts[1]));
        }
        var plain = Requests.with(Requests.of(FlowProgram.elf(program, false), nodes), LIMITS);
        return Requests.with(Requests.with(plain, preset), Fidelity.parse(fidelity));
    }

    @Override
    public String toString() {
        return machine + " " + String.join(",", changes) + " " + fidelity + " " + nodes;
    }

    /// Reads what [#toString] wrote.
    static FlowSetting parse(String text) {
        var parts = text.split(" ");
        var changes = parts[1].isEmpty() ? List.<String>of() : List.of(parts[1].split(","));
        return new FlowSetting(parts[0], changes, parts[2], Integer.parseInt(parts[3]));
    }
}
