package org.fugu.machine.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetTests {
    static java.util.List<String> names() {
        return Preset.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFigureOfEveryMachineHasAUnitAndASource(String name) {
        assertThat(Preset.named(name).figures()).isNotEmpty().allSatisfy(figure -> {
            assertThat(figure.unit()).isNotBlank();
            assertThat(figure.source()).isNotBlank();
        });
    }

    @Test
    void aWhatIfChangesTheHashAndNothingElse() {
        var fugu = Preset.named("fugu");
        var slower = fugu.with("network.hop", 3);

        assertThat(slower.value("network.hop")).isEqualTo(3);
        assertThat(slower.hash()).isNotEqualTo(fugu.hash());
        assertThat(slower.with("network.hop", fugu.value("network.hop")).hash()).isEqualTo(fugu.hash());
    }

    @Test
    void aMachineThatExtendsAnotherDiffersInWhatItListsOnly() {
        var fugu = Preset.named("fugu");
        var alewife = Preset.named("alewife");

        assertThat(alewife.value("processor.clock")).isEqualTo(20);
        assertThat(alewife.changesTo(fugu.canonicalText()))
                .containsOnlyKeys("processor.clock", "message.group_check")
                .containsEntry("processor.clock", 33L);
        assertThat(alewife.figures()).hasSameSizeAs(fugu.figures());
        assertThat(Preset.named("alewife-33mhz").value("message.group_check")).isZero();
    }

    @Test
    void aMisspeltFigureIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Preset.named("fugu").with("network.hops", 3)).hasMessageContaining("'network.hop'");
    }

    @Test
    void aValueOutOfRangeIsRefusedWithTheRange() {
        assertThatThrownBy(() -> Preset.named("fugu").with("network.hop", 0)).hasMessageContaining("from 1 to 1000");
    }

    @Test
    void theSizeOfALineIsAPowerOfTwo() {
        assertThat(Preset.named("fugu").with("cache.line", 128).value("cache.line"))
                .isEqualTo(128);
        assertThatThrownBy(() -> Preset.named("alewife").with("cache.line", 48))
                .hasMessage("cache.line = 48 bytes is no power of two");
        assertThat(Preset.named("fugu").with("memory.page_bytes", 0).value("memory.page_bytes"))
                .as("none at all")
                .isZero();
    }

    @Test
    void anUnknownMachineIsAnsweredWithTheList() {
        assertThatThrownBy(() -> Preset.named("cray")).hasMessageContaining("fugu");
    }
}
