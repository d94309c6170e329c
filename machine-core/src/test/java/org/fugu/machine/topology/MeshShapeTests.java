package org.fugu.machine.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeshShapeTests {
    @Test
    void hopsAreCountedAlongBothSides() {
        assertThat(new MeshShape(4, 4).hops(new NodeId(0), new NodeId(15))).isEqualTo(6);
        assertThat(new MeshShape(4, 4).hops(new NodeId(5), new NodeId(5))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,1x1", "2,2x1", "16,4x4", "12,4x3", "7,7x1", "1024,32x32"})
    void aNumberOfNodesMakesTheMostNearlySquareMesh(int nodes, String shape) {
        assertThat(MeshShape.ofNodes(nodes)).hasToString(shape);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "4x", "x4", "0x4", "4x-1", "33x32", "4X4", "99999x1"})
    void whatIsNoMeshIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> MeshShape.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mesh");
    }
}
