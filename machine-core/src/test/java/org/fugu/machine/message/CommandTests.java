package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CommandTests {
    @Test
    void fiveNumbersAreCommandsAndAllOthersAreNot() {
        var commands = new TreeMap<Integer, Command>();
        for (int csr = 0; csr < 1 << 12; csr++) {
            var command = Command.of(csr);
            if (command != null) commands.put(csr, command);
        }
        assertThat(commands)
                .containsOnlyKeys(
                        CsrNumber.ULAUNCH, CsrNumber.ULAUNCHC, CsrNumber.UDISPOSE, CsrNumber.USINK, CsrNumber.URET);
        assertThat(commands.values()).containsExactly(Command.values());
    }
}
