package org.fugu.experiment.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.bundle.stored.BadArchiveException;
import org.fugu.exokernel.abi.InputContents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a run was given to read, as one part of its file.
class InputsFileTests {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsWrittenIsRead() throws BadArchiveException {
        var random = new Random(20261130);
        for (int i = 0; i < 50; i++) {
            var files = new TreeMap<String, byte[]>();
            for (int file = random.nextInt(4); file > 0; file--) {
                var contents = new byte[random.nextInt(300)];
                random.nextBytes(contents);
                files.put("data/" + random.nextInt(100), contents);
            }
            var standard = files.isEmpty() || random.nextBoolean() ? new byte[random.nextInt(100)] : null;
            var written = InputsFile.of(InputContents.of(standard, files));
            var read = InputsFile.read(written);
            assertThat(read.standard()).isEqualTo(standard);
            assertThat(read.files().keySet()).isEqualTo(files.keySet());
            read.files().forEach((name, contents) -> assertThat(contents).isEqualTo(files.get(name)));
        }
    }

    @Test
    void standardInputComesFirst() {
        var given = InputContents.of(bytes("a\n"), new TreeMap<>(Map.of("words", bytes("b"), "list", bytes(""))));
        assertThat(InputsFile.of(given)).isEqualTo(bytes("stdin 2\na\n\nfile 0 list\n\nfile 1 words\nb\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stdin 1\na",
                "stdin 1\nab\n",
                "stdin 01\na\n",
                "stdin 99999999\na\n",
                "stdin 1 name\na\n",
                "file 1\na\n",
                "file 1 b\nx\nfile 1 a\ny\n",
                "file 1 a\nx\nfile 1 a\ny\n",
                "file 1 a\nx\nstdin 1\ny\n",
                "file 1 ../a\nx\n",
                "stdin 1\na\n\n",
                "something else\n",
                "no end of the line"
            })
    void whatIsWrittenOtherwiseIsRefused(String file) {
        assertThatThrownBy(() -> InputsFile.read(bytes(file)))
                .isInstanceOf(BadArchiveException.class)
                .hasMessageContaining("inputs");
    }

    @Test
    void moreThanARunMayHaveIsRefused() {
        var large = bytes("x".repeat(InputContents.MOST_BYTES));
        var file = bytes(
                "stdin " + large.length + "\n" + new String(large, StandardCharsets.ISO_8859_1) + "\nfile 1 a\nx\n");
        assertThatThrownBy(() -> InputsFile.read(file)).isInstanceOf(BadArchiveException.class);
    }
}
