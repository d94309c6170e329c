package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.topology.NodeId;

/// What calls need of the node's kernel where capabilities have to do with other environments.
public interface Lending {
    /// Whether there is a kernel on a node.
    boolean isKernel(NodeId node);

    /// Whether an environment may have one more ticket for an object of this node.
    boolean mayOffer(Environment environment);

    /// Whether a ticket's home is a node of the machine; if it is this one, whether the environment
    /// can accept it.
    boolean mayAccept(Environment environment, long ticket);

    /// The first ticket of a job that shares the node, for an environment; 0 if there is none.
    long ticketFrom(int job, Environment environment);

    /// Derives from a borrowed capability.
    Invoked derive(Environment environment, Capability borrowed, Rights rights);

    /// Makes a ticket, which is the answer.
    Invoked grant(Environment environment, Capability capability, Rights rights, EnvironmentName to);

    /// Accepts a ticket; the handle is the answer.
    Invoked accept(Environment environment, long ticket);

    /// Takes away what was derived from a capability, wherever it is, and on request itself. In
    /// batches of bounded length; frames are given back when no translation leads there any more.
    Invoked remove(Environment environment, Capability capability, boolean itself);
}
