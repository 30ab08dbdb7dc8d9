package org.fengsui.system;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.fengsui.organization.Actor;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.method.HandlerMethod;

/**
 * The description of the API at {@code /v3/api-docs}. What the code says by itself is read from it; the words are the
 * messages {@code api.op.<operation>}, and the examples the files {@code openapi/<operation>.json}: the body, or for a
 * call that takes files the content of each.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String BEARER = "bearer";
    /** The token of a calendar in its address. */
    private static final String ADDRESS = "calendarAddress";
    private static final String JSON = "application/json";
    private static final String FILES = "multipart/form-data";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Actor.class)
                .replaceWithSchema(Duration.class, new StringSchema().format("duration").example("PT2H"));
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI().components(new Components().addSecuritySchemes(BEARER,
                new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme(BEARER)).addSecuritySchemes(ADDRESS,
                new SecurityScheme().type(SecurityScheme.Type.APIKEY).in(SecurityScheme.In.QUERY).name("token")));
    }

    @Bean
    OpenApiCustomizer openApiWords(MessageSource messages) {
        return api -> {
            Locale locale = LocaleContextHolder.getLocale();
            api.info(new Info().title(messages.getMessage("api.title", null, locale)).version("1")
                    .description(messages.getMessage("api.description", null, locale)));
            // Relative: the description is true behind any proxy.
            api.servers(List.of(new io.swagger.v3.oas.models.servers.Server().url("/")));
            api.getComponents().addSchemas("Problem", problem());
        };
    }

    @Bean
    OperationCustomizer openApiOperations(MessageSource messages) {
        return (operation, method) -> {
            Locale locale = LocaleContextHolder.getLocale();
            String name = method.getMethod().getName();
            operation.operationId(name).summary(messages.getMessage("api.op." + name, null, locale))
                    .tags(List.of(messages.getMessage("api.tag." + module(method), null, locale)));
            if (!name.equals("createToken")) {
                operation.addSecurityItem(new SecurityRequirement().addList(BEARER));
            }
            if (name.equals("plansCalendarFile")) {
                operation.addSecurityItem(new SecurityRequirement().addList(ADDRESS));
            }
            operation.getResponses().addApiResponse("default", new ApiResponse()
                    .description(messages.getMessage("api.problem", null, locale))
                    .content(new Content().addMediaType("application/problem+json", new MediaType()
                            .schema(new Schema<>().$ref("#/components/schemas/Problem")))));
            addExample(operation, name);
            return operation;
        };
    }

    private static void addExample(Operation operation, String name) {
        Content content = operation.getRequestBody() == null ? new Content() : operation.getRequestBody().getContent();
        MediaType body = content.getOrDefault(JSON, content.get(FILES));
        ClassPathResource example = new ClassPathResource("openapi/" + name + ".json");
        if (body == null || !example.exists()) {
            return;
        }
        try (InputStream in = example.getInputStream()) {
            body.example(Json31.mapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema<?> problem() {
        Schema<?> field = new ObjectSchema().addProperty("field", new StringSchema())
                .addProperty("code", new StringSchema()).addProperty("message", new StringSchema());
        return new ObjectSchema().addProperty("title", new StringSchema())
                .addProperty("status", new Schema<>().type("integer")).addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema())
                .addProperty("errors", new io.swagger.v3.oas.models.media.ArraySchema().items(field));
    }

    /** Controllers live in {@code org.fengsui.<module>.web}. */
    private static String module(HandlerMethod method) {
        return method.getBeanType().getPackageName().split("\\.")[2];
    }
}
