package org.fugu.experiment.difference;

import java.util.ArrayList;
import java.util.List;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.Symbols;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.machine.observe.CycleAccount.Steps;

/// Where two runs part, found in the plainest way: what every node did in every cycle is kept.
final class FirstOther {
    private FirstOther() {}

    static long of(RunPlan base, RunPlan head) {
        var one = everyCycle(base);
        var other = everyCycle(head);
        long first = Long.MAX_VALUE;
        for (int node = 0; node < one.size(); node++) {
            var before = one.get(node);
            var after = other.get(node);
            int at = 0;
            while (at < before.size() && at < after.size() && before.get(at).equals(after.get(at))) at++;
            if (at < before.size() || at < after.size()) first = Math.min(first, at);
        }
        return first;
    }

    private static List<List<String>> everyCycle(RunPlan plan) {
        var image = (ElfImage) ElfImage.parse(plan.bundle().image(plan.request().program()));
        var symbols = image.symbols();
        var nodes = new ArrayList<List<String>>();
        for (int i = 0; i < plan.request().mesh().nodes(); i++) nodes.add(new ArrayList<>());
        Exokernel.run(plan.request(), new RunObserver() {
            @Override
            public Steps steps(int node) {
                return (category, cycles, pc) -> {
                    var doing = (category + " " + place(symbols, pc)).intern();
                    for (long i = 0; i < cycles; i++) nodes.get(node).add(doing);
                };
            }
        });
        return nodes;
    }

    private static String place(Symbols symbols, long pc) {
        int function = symbols.at(pc);
        return function == Symbols.NONE ? "" + pc : symbols.name(function) + "+" + (pc - symbols.start(function));
    }
}
