package org.fugu.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fugu.service.FuguService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildCommandTests {
    @Test
    void anArchiveBesideTheProgramIsGivenToJavaAsSoonAsItIsThere(@TempDir Path folder) throws Exception {
        var program = List.of("-jar", folder.resolve("fugu-service.jar").toString(), ChildCommand.ARGUMENT);
        var command = ChildCommand.of(64, program);
        assertThat(command.words()).noneMatch(word -> word.startsWith("-XX:AOTCache"));

        var archive = Files.createFile(folder.resolve(ChildCommand.ARCHIVE));
        assertThat(command.words()).contains("-XX:AOTCache=" + archive).endsWith(program.toArray(String[]::new));
    }

    @Test
    void aProgramOfManyJarsHasNone() {
        var program = List.of("-cp", "a.jar:b.jar", "org.fugu.service.FuguService", ChildCommand.ARGUMENT);
        assertThat(ChildCommand.of(64, program).words()).noneMatch(word -> word.startsWith("-XX:AOTCache"));
    }

    /// It would start the service otherwise, and not come back.
    @Test
    void whatTheArchiveIsMadeFromEnds() {
        FuguService.main(new String[] {ChildMain.WARM_UP});
    }
}
