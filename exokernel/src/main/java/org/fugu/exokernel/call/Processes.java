package org.fugu.exokernel.call;

import java.util.List;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.cpu.RegisterImage;
import org.jspecify.annotations.Nullable;

/// What calls need of the node's kernel where a rank has several environments: the processes of a
/// library OS.
public interface Processes {
    /// The environment of this node that has a name, or null.
    @Nullable
    Environment named(EnvironmentName name);

    /// Whether an environment's job may have one more environment on this node.
    boolean mayMake(Environment maker);

    /// Makes an environment, whose program has not begun. It has a capability for the console and one
    /// for its memory.
    ///
    /// @param frames cut from the maker's; there is a run of so many
    /// @return the maker's handle for it
    long make(Environment maker, int frames, RegisterImage first);

    /// Maps frames in an environment, by a capability of its own that is derived from another one's.
    ///
    /// @return the handle of that capability
    long map(Environment from, Capability frames, Environment to, long firstPage, Rights rights);

    /// Ends an environment that was made, and those that it made.
    void end(Environment ended);

    /// Whether another environment of the same rank could have the processor.
    boolean isOtherReady(Environment caller);

    /// An environment has a slice of the processor's time from now on.
    ///
    /// @param cycles or 0 to free the position
    /// @param slice without which it ends again, or null
    void take(Environment whose, int position, long cycles, @Nullable Capability slice);

    /// Positions in the vector of time at which an environment has slices, in their order.
    List<Integer> positions(Environment whose);

    /// Gives up the processor for the rest of the slice.
    ///
    /// @param to who shall have it, or null for the next slice
    /// @param spares whether only the registers that functions preserve have to be kept for the caller
    void yield(Environment caller, @Nullable Environment to, boolean spares);

    /// Enters an environment that rests, with the caller's registers.
    ///
    /// @param waits whether the caller waits until it returns
    void enter(Caller caller, Environment callee, boolean waits);

    /// The caller returns to who entered it and waits, with its registers; if there is nobody, the next
    /// slice begins. It rests.
    void leave(Caller caller);
}
