package org.fugu.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTests {
    @TempDir
    Path data;

    private Path record(long pid) throws IOException {
        var file = data.resolve("postmaster.pid");
        return Files.writeString(file, pid + "\n" + data + "\n1795430000\n5432\n\n127.0.0.1\n\nready   \n");
    }

    @Test
    void aNumberThatNowBelongsToSomethingElseIsForgotten() throws IOException {
        var file = record(ProcessHandle.current().pid());
        assertThat(Postmaster.on(data)).isEmpty();
        Postmaster.forgetKilled(data);
        assertThat(file).doesNotExist();
    }

    @Test
    void aServerThatRunsIsFoundAndNotForgotten() throws IOException {
        // Like the server it has the folder as an argument; it ends with its standard input.
        var server = new ProcessBuilder("sh", "-c", "read line", data.toString()).start();
        try {
            var file = record(server.pid());
            Postmaster.forgetKilled(data);
            assertThat(file).exists();
            assertThat(Postmaster.on(data))
                    .hasValueSatisfying(found -> assertThat(found.port()).isEqualTo(5432));
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void withoutAFileThereIsNothingToForget() throws IOException {
        Postmaster.forgetKilled(data);
        assertThat(Postmaster.on(data)).isEmpty();
    }
}
