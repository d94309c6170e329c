package org.fugu.service.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fugu.service.start.StartFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSettingsTests {
    @ParameterizedTest
    @ValueSource(strings = {"-", "0 0 3 * * *", "0 */10 * * * MON-FRI"})
    void aTimeIsTaken(String cron) {
        assertThat(new AuditSettings(cron, 0, 0).cron()).isEqualTo(cron);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "never", "0 0 3 * *", "0 0 25 * * *"})
    void whatIsNoTimeIsRefusedWithAnExample(String cron) {
        assertThatThrownBy(() -> new AuditSettings(cron, 20, 1))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("FUGU_AUDIT_CRON is '" + cron + "'")
                .hasMessageContaining("0 0 3 * * *");
    }

    @Test
    void boundsAreNotNegative() {
        assertThatThrownBy(() -> new AuditSettings("-", -1, 1)).hasMessageContaining("FUGU_AUDIT_RUNS is -1");
        assertThatThrownBy(() -> new AuditSettings("-", 1, -1)).hasMessageContaining("FUGU_AUDIT_NODE_CYCLES is -1");
    }
}
