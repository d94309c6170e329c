package org.fugu.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.fugu.cli.terminal.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTests {
    private static final byte[] FRESH = "fresh".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private static void write(Path file, boolean isWhole) {
        try (var draft = new Draft("the disk", file)) {
            draft.write(FRESH, FRESH.length);
            if (isWhole) draft.keep();
        }
    }

    @Test
    void whatIsWholeTakesTheFilesPlaceAndNothingElseDoes() throws Exception {
        var file = folder.resolve("file");
        write(file, false);
        assertThat(folder).isEmptyDirectory();
        write(file, true);
        assertThat(file).hasContent("fresh");

        Files.writeString(file, "earlier");
        write(file, false);
        assertThat(file).hasContent("earlier");
        write(file, true);
        assertThat(file).hasContent("fresh");
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    @Test
    void anotherNameOfAFileStaysOne() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "earlier");
        var name = Files.createSymbolicLink(folder.resolve("name"), file);
        write(name, true);
        assertThat(name).isSymbolicLink();
        assertThat(file).hasContent("fresh");
    }

    @Test
    void aPipeIsGivenAllAtTheEndAndStaysAPipe() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        write(pipe, false);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var read = threads.submit(() -> Files.readString(pipe));
            write(pipe, true);
            assertThat(read.get()).isEqualTo("fresh");
        }
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(folder.toFile().list()).containsExactly("pipe");
    }

    @Test
    void aFileThatCannotBeWrittenIsToldBeforeAnythingIsFetched() {
        assertThatThrownBy(() -> new Draft("the disk", folder))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cannot be written: Is a directory");
        assertThatThrownBy(() -> new Draft("the disk", folder.resolve("no/such")))
                .hasMessageContaining("there is no such folder");
    }
}
