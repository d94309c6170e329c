package org.fugu.service.document;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.fugu.service.problem.FieldProblem;
import org.fugu.service.problem.Problem;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the document says beyond what the controllers show.
@Configuration(proxyBeanMethods = false)
class ApiDocument {
    @Bean
    OpenAPI fuguApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Fugu")
                        .version("1")
                        .description("Submit bundles, run them on partitions of simulated machines, read the results."))
                // The address it was asked at is nobody else's business, and would differ each time.
                .servers(List.of(new Server().url("/")))
                .addSecurityItem(new SecurityRequirement().addList("key"))
                .addSecurityItem(new SecurityRequirement().addList("session"));
    }

    @Bean
    OpenApiCustomizer securityAndProblems() {
        return document -> {
            ModelConverters.getInstance(true).read(Problem.class).forEach(document.getComponents()::addSchemas);
            ModelConverters.getInstance(true).read(FieldProblem.class).forEach(document.getComponents()::addSchemas);
            document.getComponents()
                    .addSecuritySchemes(
                            "key",
                            new SecurityScheme()
                                    .type(SecurityScheme.Type.HTTP)
                                    .scheme("bearer")
                                    .description("An API key: fugu_user_…"))
                    .addSecuritySchemes(
                            "session",
                            new SecurityScheme()
                                    .type(SecurityScheme.Type.APIKEY)
                                    .in(SecurityScheme.In.COOKIE)
                                    .name("FUGU_SESSION")
                                    .description("Changes also need the header X-XSRF-TOKEN"));
            document.getPaths()
                    .values()
                    .forEach(path -> path.readOperations()
                            .forEach(operation -> operation.getResponses().addApiResponse("default", refused())));
        };
    }

    private static ApiResponse refused() {
        var schema = new Schema<Problem>().$ref("#/components/schemas/Problem");
        return new ApiResponse()
                .description("Refused; `code` says why")
                .content(new Content().addMediaType(Problem.MEDIA_TYPE, new MediaType().schema(schema)));
    }
}
