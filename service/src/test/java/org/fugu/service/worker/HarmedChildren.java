package org.fugu.service.worker;

import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Primary;

/// Real children with little memory, of which some crash and some stand still; see [HarmedChild].
@Primary
public final class HarmedChildren extends RealChildren {
    private static final long HEAP_MEGABYTES = 96;
    private static final Duration SILENCE = Duration.ofSeconds(2);

    HarmedChildren() {
        super(new Children(
                ChildCommand.of(
                        HEAP_MEGABYTES,
                        List.of("-cp", System.getProperty("java.class.path"), HarmedChild.class.getName())),
                SILENCE));
    }
}
