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
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /// The server that runs on that data folder, if there is one. The file outlives a server that
    /// was killed, and its process number may since belong to something else.
    static Optional<Postmaster> on(Path data) throws IOException {
        var lines = lines(data.resolve("postmaster.pid"));
        if (lines.size() <= STATUS_LINE) return Optional.empty();
        var pid = Long.parseLong(lines.get(PID_LINE).strip());
        var port = Integer.parseInt(lines.get(PORT_LINE).strip());
        var ready = lines.get(STATUS_LINE).strip().equals("ready");
        return ProcessHandle.of(pid)
                .filter(process -> process.isAlive() && serves(process, data))
                .map(process -> new Postmaster(process, port, ready));
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static boolean serves(ProcessHandle process, Path data) {
        return process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(data.toString()))
                .orElse(false);
    }
}
