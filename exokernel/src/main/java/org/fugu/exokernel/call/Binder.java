package org.fugu.exokernel.call;

import java.util.List;
import org.fugu.exokernel.abi.PageBit;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.frame.Frames;
import org.fugu.exokernel.frame.FramesAbroad;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.tlb.Translation;

/// Writes translations into a node's TLB and takes them away.
public final class Binder {
    private final PrivilegedNode node;
    private final BindWords words;
    private final FramesAbroad abroad = new FramesAbroad();

    public Binder(PrivilegedNode node, BindWords words) {
        this.node = node;
        this.words = words;
    }

    /// The frames of this node that others may have written to.
    public FramesAbroad abroad() {
        return abroad;
    }

    /// A program's own. In a window whose pages are marked it begins without the right to write, so that
    /// the first store is seen.
    void bind(Environment environment, Bindings.Binding binding, PageTableWord word) {
        PageMarks.mark(node, environment, binding.virtualPage(), PageBit.REFERENCED.bit());
        boolean isClean = PageMarks.isClean(node, environment, binding.virtualPage());
        remember(environment, binding);
        write(environment, isClean ? binding.without(Right.WRITE) : binding, word);
    }

    /// Writes a translation into the TLB and remembers what it was made from.
    public void record(Environment environment, Bindings.Binding binding, PageTableWord word) {
        remember(environment, binding);
        write(environment, binding, word);
    }

    private void remember(Environment environment, Bindings.Binding binding) {
        var evicted = environment.bindings().record(binding);
        if (evicted != null) node.translations().tlbDrop(environment.addressSpace(), evicted.virtualPage());
    }

    /// Writes a translation into the TLB, which waits for the words that it follows from.
    public void write(Environment environment, Bindings.Binding binding, PageTableWord word) {
        node.translations()
                .bind(new Translation(
                        environment.addressSpace(),
                        binding.virtualPage(),
                        binding.frame(),
                        binding.rights(),
                        words.of(binding.frame()),
                        word.physicalAddress(),
                        word.value()));
    }

    /// Gives frames back that no translation leads to. Nobody sees what was in them.
    public void giveBack(Environment environment, Frames.Run run) {
        for (int i = 0; i < run.count(); i++) node.frames().clearFrame(run.first() + i);
        abroad.remove(run);
        environment.frames().free(run.first(), run.count());
    }

    /// Forgets bindings of this node's TLB.
    public void drop(Environment environment, List<Bindings.Binding> bindings) {
        for (var binding : bindings) {
            environment.bindings().remove(binding.virtualPage());
            node.translations().tlbDrop(environment.addressSpace(), binding.virtualPage());
        }
    }

    /// Forgets the binding of a page, if it is one that a program has made.
    ///
    /// @return whether there was one
    public boolean drop(Environment environment, long page) {
        var binding = environment.bindings().at(page);
        if (binding == null || binding.isGuaranteed()) return false;
        drop(environment, List.of(binding));
        return true;
    }

    /// Takes away what any node's TLB holds of frames that were this node's to give. A rank that
    /// deletes its name of a shared segment takes nothing from the others.
    ///
    /// @return whether all have gone; if not, the context waits until they have
    boolean revoke(List<Bindings.Binding> bindings) {
        return node.translations()
                .revoke(bindings.stream()
                        .filter(binding -> binding.source() != null
                                && binding.source().object() instanceof KernelObject.Allocation)
                        .mapToLong(binding -> words.of(binding.frame()))
                        .distinct()
                        .toArray());
    }
}
