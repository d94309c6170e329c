package org.fugu.exokernel.call;

import java.util.List;
import org.fugu.exokernel.abi.Reclaimable;
import org.fugu.exokernel.environment.Environment;

/// What calls need of the node's kernel where an environment is asked to give back: visible revocation
/// (Aegis, SOSP 1995, section 3.4), and the abort protocol if it does not.
public interface Reclaiming {
    /// Asks an environment. No request of that kind is open there.
    ///
    /// @param cycles that it may take to answer
    void ask(Environment whom, Reclaimable kind, int count, long cycles);

    /// The endpoint slots that an environment has bound, in their order.
    List<Integer> endpointSlots(Environment whom);

    /// The environment gives its slice at a position, or its endpoint slot, with the names that it has for
    /// what was there.
    void given(Environment by, Reclaimable kind, int index);

    /// The environment leaves it to the kernel what is taken. A request of that kind is open.
    void force(Environment whom, Reclaimable kind);
}
