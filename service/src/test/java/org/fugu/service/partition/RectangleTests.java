package org.fugu.service.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RectangleTests {
    private static final MeshShape MESH = new MeshShape(8, 8);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42})
    void placedRectanglesLieOnTheMeshAndNeverShareANode(long seed) {
        var random = new Random(seed);
        var placed = new ArrayList<Rectangle>();
        for (int i = 0; i < 200; i++) {
            var shape = new MeshShape(1 + random.nextInt(4), 1 + random.nextInt(4));
            Rectangle.firstFree(MESH, shape, placed).ifPresent(placed::add);
            if (!placed.isEmpty() && random.nextInt(3) == 0) placed.remove(random.nextInt(placed.size()));
            check(placed);
        }
    }

    private static void check(List<Rectangle> placed) {
        var owners = new int[MESH.nodes()];
        for (var rectangle : placed) {
            assertThat(rectangle.fitsOn(MESH)).isTrue();
            for (int row = rectangle.row(); row < rectangle.row() + rectangle.rows(); row++) {
                for (int column = rectangle.column(); column < rectangle.column() + rectangle.columns(); column++) {
                    owners[row * MESH.columns() + column]++;
                }
            }
        }
        assertThat(Arrays.stream(owners)).allMatch(count -> count <= 1);
    }
}
