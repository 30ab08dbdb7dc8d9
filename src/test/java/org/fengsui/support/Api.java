package org.fengsui.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** An outside system that calls the JSON API, under the demo accounts. */
public final class Api {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    public static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    private final String base;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    public Api(int port) {
        this.base = "http://127.0.0.1:" + port + "/api/v1";
    }

    /** @param text the body as it came; {@code json} is null when it is none */
    public record Answer(int status, String contentType, String text, JsonNode json, HttpResponse<byte[]> response) {

        /** @throws AssertionError unless the call was answered with this status */
        public JsonNode expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + " but was " + status + ": " + text);
            }
            return json;
        }

        public String code() {
            return json.path("code").asString();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public Answer get(String username, String path) {
        return send(username, "GET", path, null, null);
    }

    /** @param body JSON text, or anything that can be written as JSON; null = none */
    public Answer post(String username, String path, Object body) {
        String text = body == null || body instanceof String ? (String) body : JSON.writeValueAsString(body);
        return send(username, "POST", path, text == null ? null : "application/json",
                text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    public Answer upload(String username, String path, String fileName, byte[] content) {
        return upload(username, path, "file", fileName, content);
    }

    /** @param part name of the form's part */
    public Answer upload(String username, String path, String part, String fileName, byte[] content) {
        return upload(username, path, List.of(new Part(part, fileName, content)));
    }

    /** A file in a part of an upload. */
    public record Part(String name, String file, byte[] content) {
        public static Part of(String name, String file, String text) {
            return new Part(name, file, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    public Answer upload(String username, String path, List<Part> parts) {
        String boundary = "----fengsui-test";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.name()
                    + "\"; filename=\"" + part.file()
                    + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            body.writeBytes(part.content());
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return send(username, "POST", path, "multipart/form-data; boundary=" + boundary, body.toByteArray());
    }

    /** @param username null = without a token; a path that begins with {@code http} is the whole address */
    public Answer send(String username, String method, String path, String contentType, byte[] body) {
        Answer answer = call(username == null ? null : tokens.computeIfAbsent(username, this::token), method, path,
                contentType, body);
        if (answer.status() == 401 && username != null) {
            // The test clock has moved past the life of the token.
            tokens.remove(username);
            return call(tokens.computeIfAbsent(username, this::token), method, path, contentType, body);
        }
        return answer;
    }

    public Answer call(String token, String method, String path, String contentType, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            String type = response.headers().firstValue("Content-Type").orElse("");
            String text = new String(response.body(), StandardCharsets.UTF_8);
            return new Answer(response.statusCode(), type, text,
                    type.contains("json") ? JSON.readTree(text) : null, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String token(String username) {
        return post(null, "/tokens", Map.of("username", username, "password", "fengsui-demo")).expect(201)
                .path("token").asString();
    }
}
