package org.fugu.service.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fugu.service.problem.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTests {
    @Test
    void theFirstPageHasTwentyEntriesUnlessToldOtherwise() {
        assertThat(Paging.of(null, null)).isEqualTo(new Paging(Long.MAX_VALUE, 20));
        assertThat(Paging.of(100, null).limit()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101, Integer.MAX_VALUE})
    void aLimitOutOfRangeIsRefused(int limit) {
        assertThatThrownBy(() -> Paging.of(limit, null)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MQ", "%%%", "YmVmb3JlOg", "YmVmb3JlOnh5eg"})
    void aCursorThatWasNotGivenOutIsRefused(String cursor) {
        assertThatThrownBy(() -> Paging.of(null, cursor)).isInstanceOf(Refusal.class);
    }
}
