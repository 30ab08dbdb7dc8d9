package org.fengsui.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Someone signed in to the pages, without a browser. */
public final class Session {

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final String base;
    private final CookieManager cookies = new CookieManager();
    public final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();

    /** A session of its own, under a demo account. */
    public Session(int port, String username) {
        base = "http://127.0.0.1:" + port;
        HttpResponse<String> answer = post("/login", token(get("/login").body()),
                "username=" + username + "&password=fengsui-demo");
        if (answer.headers().firstValue("Location").orElse("/login").contains("/login")) {
            throw new AssertionError(username + " was not let in");
        }
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).build(), BodyHandlers.ofString());
    }

    public HttpResponse<byte[]> bytes(String path, String... headers) {
        return send(request(path, headers).build(), BodyHandlers.ofByteArray());
    }

    /** @param fields encoded */
    public HttpResponse<String> post(String path, String token, String fields) {
        return send(request(path, "Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("_csrf=" + token + "&" + fields)).build(),
                BodyHandlers.ofString());
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** The token of the first form of a page. */
    public static String token(String page) {
        Matcher matcher = TOKEN.matcher(page);
        if (!matcher.find()) {
            throw new AssertionError("the page has no form");
        }
        return matcher.group(1);
    }

    /** The header that shows the session to the server. */
    public String cookie() {
        return cookies.getCookieStore().getCookies().stream().map(c -> c.getName() + "=" + c.getValue())
                .collect(Collectors.joining("; "));
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
