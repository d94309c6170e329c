package org.fugu.service.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `postmaster.pid` says of a running server.
///
/// @param port on 127.0.0.1
/// @param ready whether it takes connections
record Postmaster(ProcessHandle process, int port, boolean ready) {
    private static final String FILE = "postmaster.pid";
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /// The server that runs on that data folder, if there is one. The file outlives a server that
    /// was killed, and its process number may since belong to something else.
    static Optional<Postmaster> on(Path data) throws IOException {
        var lines = lines(data.resolve(FILE));
        if (lines.size() <= STATUS_LINE) return Optional.empty();
        var port = Integer.parseInt(lines.get(PORT_LINE).strip());
        var ready = lines.get(STATUS_LINE).strip().equals("ready");
        return process(lines)
                .filter(process -> serves(process, data).orElse(false))
                .map(process -> new Postmaster(process, port, ready));
    }

    /// Removes the file that a killed server left. PostgreSQL refuses to start while anything at
    /// all has that process number, and in a container, where numbers are low, a thread of this
    /// process soon has. A process that cannot be looked into is left for PostgreSQL to judge.
    static void forgetKilled(Path data) throws IOException {
        var file = data.resolve(FILE);
        var lines = lines(file);
        if (lines.isEmpty()) return;
        var left = process(lines).filter(process -> serves(process, data).orElse(true));
        if (left.isEmpty()) Files.delete(file);
    }

    private static Optional<ProcessHandle> process(List<String> lines) {
        return ProcessHandle.of(Long.parseLong(lines.get(PID_LINE).strip())).filter(ProcessHandle::isAlive);
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Optional<Boolean> serves(ProcessHandle process, Path data) {
        return process.info().arguments().map(arguments -> List.of(arguments).contains(data.toString()));
    }
}
