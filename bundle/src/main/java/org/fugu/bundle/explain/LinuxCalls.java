package org.fugu.bundle.explain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Names of Linux's system calls, as RISC-V numbers them.
final class LinuxCalls {
    private static final String FILE = "linux-calls.txt";

    private LinuxCalls() {}

    /// As `brk (214)`.
    static String name(int number) {
        var name = Names.BY_NUMBER.get(number);
        return name == null ? "call " + number : name + " (" + number + ")";
    }

    private static final class Names {
        static final Map<Integer, String> BY_NUMBER = read();

        private static Map<Integer, String> read() {
            try (InputStream file = LinuxCalls.class.getResourceAsStream(FILE)) {
                if (file == null) throw new IllegalStateException(FILE + " is missing");
                var names = new TreeMap<Integer, String>();
                new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                        .lines()
                        .forEach(line -> {
                            int blank = line.indexOf(' ');
                            names.put(Integer.parseInt(line.substring(0, blank)), line.substring(blank + 1));
                        });
                return names;
            } catch (IOException e) {
                throw new IllegalStateException(FILE + " cannot be read", e);
            }
        }
    }
}
