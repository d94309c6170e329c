package org.fugu.service;

import org.junit.jupiter.api.Test;

/// The examples of `service/openapi.json`. `EndpointAccessIT` records them again with `-Dfugu.examples.write=true`,
/// and then `OpenApiIT` writes the document with `-Dfugu.openapi.write=true`.
class DocumentedExamplesTests {
    @Test
    void eachOperationHasExamplesThatFitItsSchemas() {
        DocumentedAnswers.checkedIn().checkExamples();
    }
}
