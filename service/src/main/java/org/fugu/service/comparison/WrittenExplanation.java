package org.fugu.service.comparison;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fugu.experiment.difference.DifferenceFlames;
import org.fugu.experiment.difference.Explaining;
import org.fugu.experiment.difference.ExplanationFile;

/// Why one benchmark is worse, as it is stored and given out.
///
/// @param explanation the document `fuguExplanation`
/// @param flames for speedscope
@SuppressWarnings("ArrayRecordComponent") // written once, and compared by nobody
record WrittenExplanation(String benchmark, byte[] explanation, byte[] flames) {
    static WrittenExplanation of(Explaining.Explained explained) {
        var difference = explained.difference();
        return new WrittenExplanation(
                difference.name(),
                ExplanationFile.write(List.of(difference)),
                DifferenceFlames.of(List.of(explained)).text().getBytes(StandardCharsets.UTF_8));
    }

    long bytes() {
        return (long) explanation.length + flames.length;
    }
}
