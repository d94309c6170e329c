package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;

/// The call cannot be carried out, and nothing has changed.
///
/// @param answer what the caller finds in `a0`
public record Refused(long answer) implements Decoded {
    static Refused with(KernelError error) {
        return new Refused(error.number());
    }
}
