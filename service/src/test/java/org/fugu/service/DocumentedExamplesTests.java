package org.fugu.service;

import org.junit.jupiter.api.Test;

/// The examples of `service/openapi.json`. To record them again, run `EndpointAccessIT` with
/// `-Dfugu.examples.write=true`
/// and `OpenApiIT` with `-Dfugu.openapi.write=true`.
class DocumentedExamplesTests {
    @Test
    void eachOperationHasExamplesThatFitItsSchemas() {
        DocumentedAnswers.checkedIn().checkExamples();
    }
}
