package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The walks through the code lead through types that there are.
class WalksTests {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));
    private static final Pattern TYPE = Pattern.compile("`([A-Z][A-Za-z]*[a-z][A-Za-z]*)`");
    private static final Pattern STEP = Pattern.compile("^\\d+\\. `([A-Za-z]+)`.*");
    private static final int WALKS = 5;

    private static List<String> page() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/walks.md"));
    }

    private static Set<String> types() throws IOException {
        var types = new HashSet<String>();
        for (var module : List.of("machine-core", "exokernel", "bundle", "service")) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> types.add(name.substring(0, name.length() - ".java".length())));
            }
        }
        return types;
    }

    @Test
    void everyTypeIsThere() throws IOException {
        var named = new HashSet<String>();
        for (var line : page()) TYPE.matcher(line).results().forEach(found -> named.add(found.group(1)));
        assertThat(named).hasSizeGreaterThan(40);
        assertThat(types()).containsAll(named);
    }

    @Test
    void eachStandsInItsWalkOnce() throws IOException {
        int walks = 0;
        var passed = new ArrayList<String>();
        for (var line : page()) {
            if (line.startsWith("## ")) {
                walks++;
                passed.clear();
            }
            var step = STEP.matcher(line);
            if (step.matches()) passed.add(step.group(1));
            assertThat(passed).as(line).doesNotHaveDuplicates();
        }
        assertThat(walks).isEqualTo(WALKS);
    }
}
