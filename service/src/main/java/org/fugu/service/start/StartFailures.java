package org.fugu.service.start;

import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

/// The faults of configuration and host that a start can meet.
public final class StartFailures {
    /// Classes of SQLSTATE: no connection, not allowed, no such database, not now.
    private static final Set<String> CANNOT_CONNECT = Set.of("08", "28", "3D", "57");

    private StartFailures() {}

    /// Whether the one who starts the service can mend it.
    public static boolean isKnown(Throwable failure) {
        return sentence(failure, name -> name).isPresent();
    }

    /// What is wrong and what to do, if it is one of the known faults.
    ///
    /// @param property the value of a property of the configuration
    static Optional<String> sentence(Throwable failure, UnaryOperator<String> property) {
        // The outermost that says something: what lies beneath is how it was found out.
        for (var cause : causes(failure)) {
            var sentence = of(cause, property);
            if (sentence != null) return Optional.of(sentence);
        }
        return Optional.empty();
    }

    private static @Nullable String of(Throwable cause, UnaryOperator<String> property) {
        return switch (cause) {
            case StartFailure known -> known.getMessage();
            case PortInUseException port ->
                "port " + port.getPort() + " is taken; stop what listens there, or choose another with FUGU_PORT";
            case BindException bind ->
                "nothing can listen on " + property.apply("server.address") + ", port " + property.apply("server.port")
                        + ": " + bind.getMessage() + "; see FUGU_BIND and FUGU_PORT";
            case org.springframework.boot.context.properties.bind.BindException bind
            when bind.getProperty() != null ->
                "the configuration's " + bind.getName() + " cannot be '"
                        + property.apply(bind.getName().toString())
                        + "'; docs/environment.md lists the variables and their values";
            case SQLException sql
            when isConnection(sql) ->
                "the database " + property.apply("spring.datasource.url") + " cannot be used: "
                        + firstLine(sql.getMessage())
                        + "; check SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD";
            default -> null;
        };
    }

    private static boolean isConnection(SQLException sql) {
        var state = sql.getSQLState();
        return state != null && state.length() == 5 && CANNOT_CONNECT.stream().anyMatch(state::startsWith);
    }

    /// Without the file's name, which Java puts first or says alone.
    public static String reason(Throwable failure) {
        for (var cause : causes(failure).reversed()) {
            if (cause instanceof AccessDeniedException) return "permission denied: " + cause.getMessage();
            if (cause instanceof FileSystemException system && system.getReason() != null)
                return system.getReason() + ": " + system.getFile();
        }
        return firstLine(causes(failure).getLast().getMessage());
    }

    private static String firstLine(@Nullable String text) {
        return String.valueOf(text).lines().findFirst().orElse("");
    }

    private static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        for (@Nullable Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause())
            causes.add(cause);
        return causes;
    }
}
