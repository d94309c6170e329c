package org.fugu.bundle.run;

import java.util.List;
import java.util.stream.Collectors;
import org.fugu.bundle.Violation;

/// A run was asked for that cannot be: the pointers name the fields of the request, such as
/// `/mesh`.
public final class InvalidRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public InvalidRunException(List<Violation> violations) {
        super(violations.stream().map(Violation::detail).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
