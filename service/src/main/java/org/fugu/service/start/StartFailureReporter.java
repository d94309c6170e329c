package org.fugu.service.start;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Says in a sentence what [StartFailures] knows; anything else is left to those who come after.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailureReporter implements SpringBootExceptionReporter {
    private final @Nullable ConfigurableApplicationContext context;

    StartFailureReporter(@Nullable ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        Optional<String> sentence = StartFailures.sentence(failure, this::property);
        sentence.ifPresent(text -> System.err.println("fugu: " + text));
        return sentence.isPresent();
    }

    private String property(String name) {
        var value = context == null ? null : context.getEnvironment().getProperty(name);
        return value == null ? "(not set)" : value;
    }
}
