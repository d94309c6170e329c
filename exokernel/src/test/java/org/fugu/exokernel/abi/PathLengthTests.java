package org.fugu.exokernel.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathLengthTests {
    /// Aegis' dispatch: 18 instructions and 3 stores.
    private static final int DISPATCH = 21;
    private static final int TELLING_A_CALL = 12;

    /// Aegis' protected control transfer, all of it.
    private static final int TRANSFER = 30;

    @Test
    void theTableHasEveryPathAndNoOther() {
        var paths = new TreeSet<String>();
        for (var call : SystemCall.values()) paths.add(call.wireName());
        for (var path : KernelPath.values()) paths.add(path.wireName());
        assertThat(PathLength.TABLE.keySet()).isEqualTo(paths);
        assertThat(paths).hasSize(SystemCall.values().length + KernelPath.values().length);
    }

    @Test
    void everyCallGoesThroughTheDispatch() {
        assertThat(SystemCall.NULL.path()).isEqualTo(DISPATCH + TELLING_A_CALL);
        assertThat(Arrays.stream(SystemCall.values()).mapToInt(SystemCall::path))
                .allMatch(path -> path >= TRANSFER);
    }

    @Test
    void linesAreReadWithTheirFields() {
        var table = PathLength.parse(
                "paths.tsv", "# a comment\n\nwrite\t33\t1\tbyte\tassumed\nexit\t30\t0\t\tmeasured\n", "");
        assertThat(table)
                .containsEntry("write", new PathLength(33, 1, "byte", "assumed"))
                .containsEntry("exit", new PathLength(30, 0, "", "measured"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit\t30\t0\tassumed",
                "exit\tlong\t0\t\tassumed",
                "exit\t-1\t0\t\tassumed",
                "exit\t30\t1\t\tassumed",
                "exit\t30\t0\tbyte\tassumed",
                "exit\t30\t0\t\t",
                "exit\t30\t0\t\tassumed\nexit\t31\t0\t\tassumed"
            })
    void aTableThatIsWrongIsRefused(String text) {
        assertThatThrownBy(() -> PathLength.parse("paths.tsv", text, ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exit");
    }
}
