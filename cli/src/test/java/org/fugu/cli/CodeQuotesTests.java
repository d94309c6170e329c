package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Code in pages is code of programs that are compiled and run.
class CodeQuotesTests {
    static Stream<Path> pages() throws IOException {
        return PageTests.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void quotesAreWhatTheFilesHave(Path page) throws IOException {
        var text = Files.readString(CodeQuotes.ROOT.resolve(page));
        CodeQuotes.hold(CodeQuotes.ROOT.resolve(page), CodeQuotes.renewed(text));
    }

    @Test
    void anOldQuoteIsFound() {
        var stale =
                "<!-- code of: guest/samples/hello/main.c; from: int main; to: } -->\n```c\nint main(void) {}\n```\n";
        assertThat(CodeQuotes.count(stale)).isEqualTo(1);
        assertThat(CodeQuotes.renewed(stale)).isNotEqualTo(stale).contains("printf(\"Hello from rank");
        assertThat(CodeQuotes.renewed(CodeQuotes.renewed(stale))).isEqualTo(CodeQuotes.renewed(stale));
    }
}
