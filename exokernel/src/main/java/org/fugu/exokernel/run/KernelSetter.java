package org.fugu.exokernel.run;

import java.util.SortedSet;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.machine.node.Node;
import org.fugu.machine.topology.NodeId;

/// Sets up the kernel of a node, before there is anything on it. What stands between a kernel and its node
/// is decided here.
@FunctionalInterface
interface KernelSetter {
    KernelSetter EXOKERNEL = (node, words, servesMemory, kernels) -> {
        var kernel = new NodeKernel(node.privileged(), words, servesMemory, kernels);
        node.install(kernel);
        return kernel;
    };

    /// @param words where the kernel's words of the node's frames are
    /// @param servesMemory whether it reads and writes its node's memory for other kernels
    /// @param kernels the nodes whose kernels it knows
    /// @return the node's kernel, which is installed, or what stands before it is
    NodeKernel set(Node node, BindWords words, boolean servesMemory, SortedSet<NodeId> kernels);
}
