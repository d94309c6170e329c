package org.fugu.service.document;

import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.math.BigDecimal;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.springdoc.core.customizers.ParameterCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;

/// The bounds of the parameters that many operations have.
@Component
final class ParameterBounds implements ParameterCustomizer {
    @Override
    public Parameter customize(Parameter parameter, MethodParameter method) {
        if (parameter == null) return parameter;
        switch (String.valueOf(parameter.getName())) {
            case "limit" -> parameter.setSchema(limit());
            case "cursor" -> parameter.setDescription("`nextCursor` of the page before");
            case "digest" -> parameter.setSchema(text(Identifiers.DIGEST_PATTERN));
            case "id", "keyId", "measurement", "comparison", "webhook", "threshold", "alert" ->
                parameter.setSchema(text(Identifiers.PATTERN));
            default -> {}
        }
        return parameter;
    }

    // The schema that a parameter has is shared by all of its type.
    private static Schema<?> limit() {
        Schema<?> schema = new IntegerSchema();
        schema.addType("integer");
        schema.setMinimum(BigDecimal.ONE);
        schema.setMaximum(BigDecimal.valueOf(Paging.MAX_LIMIT));
        schema.setDefault(Paging.DEFAULT_LIMIT);
        return schema;
    }

    private static Schema<?> text(String pattern) {
        Schema<?> schema = new StringSchema();
        schema.addType("string");
        schema.setPattern(pattern);
        return schema;
    }
}
