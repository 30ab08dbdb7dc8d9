package org.fengsui.live;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.fengsui.live.spi.OwnParts;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Answers to pages that fetch themselves again. Where nothing visible has changed, the answer is "not modified"; and the
 * tabs and browsers of one user that ask for the same page at the same moment share one rendering, which is what makes a
 * change on hundreds of pages at once bearable. See {@code docs/adr/0007-shared-answers.md}.
 */
@Component
class LiveAnswers extends OncePerRequestFilter implements HandlerInterceptor, WebMvcConfigurer {

    /** Sent by the script; the answer is the page without its frame. */
    static final String HEADER = "Fengsui-Live";

    private static final Duration SHARED_FOR = Duration.ofSeconds(1);
    private static final Duration WAITS = Duration.ofSeconds(10);
    private static final int MOST_SHARED = 500;
    /** Each page needs its own, and keeps it: two pages with one would be taken for the same sending twice. */
    private static final String ONCE = "name=\"requestId\"";
    /** The texts of times that run on by themselves, and what a page keeps: where only these differ, it looks the same. */
    private static final Pattern UNSEEN =
            Pattern.compile("(data-tick=\"[^\"]*\"[^>]*>)[^<]+|(" + ONCE + " value=)\"[^\"]*\"");
    private static final String FLASH = "org.springframework.web.servlet.support.SessionFlashMapManager.FLASH_MAPS";

    private final LiveHub hub;
    private final LocaleResolver locales;
    private final List<OwnParts> ownParts;
    private final Clock clock;
    private final Map<Key, Rendering> renderings = new LinkedHashMap<>();

    LiveAnswers(LiveHub hub, LocaleResolver locales, List<OwnParts> ownParts, Clock clock) {
        this.hub = hub;
        this.locales = locales;
        this.ownParts = ownParts;
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        // The stream is written as it goes, and never comes to an end that could be kept.
        return !part(request) || request.getRequestURI().equals("/live");
    }

    private static boolean part(HttpServletRequest request) {
        return "part".equals(request.getHeader(HEADER)) && "GET".equals(request.getMethod());
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    /** The page has the token of its session already, and this answer may be another session's of the same user. */
    @Override
    public void postHandle(HttpServletRequest request, HttpServletResponse response, Object handler, ModelAndView page) {
        if (page != null && part(request)) {
            request.removeAttribute(CsrfToken.class.getName());
            request.removeAttribute("_csrf");
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null || flash(request)) {
            chain.doFilter(request, response);
            return;
        }
        Key key = new Key(who.getPrincipal(), ownParts.stream().map(parts -> parts.of(request)).toList(),
                locales.resolveLocale(request), request.getRequestURI(), request.getQueryString(), hub.position(),
                clock.millis() / 1000);
        Rendering own = new Rendering(System.nanoTime(), new CompletableFuture<>());
        Rendering shared = join(key, own);
        if (shared != own) {
            Optional<Answer> answer = shared.await();
            if (answer.isPresent()) {
                send(answer.get(), request, response);
                return;
            }
        }
        render(own, request, response, chain);
    }

    /** The rendering of the same page for the same user at the same moment; the given one when there is none. */
    private Rendering join(Key key, Rendering own) {
        synchronized (renderings) {
            renderings.values().removeIf(one -> own.begun - one.begun > SHARED_FOR.toNanos());
            Rendering known = renderings.get(key);
            if (known == null && renderings.size() < MOST_SHARED) {
                renderings.put(key, own);
            }
            return known == null ? own : known;
        }
    }

    private void render(Rendering rendering, HttpServletRequest request, HttpServletResponse response,
                        FilterChain chain) throws ServletException, IOException {
        ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
        Answer answer = null;
        boolean toShare = false;
        try {
            chain.doFilter(request, kept);
            // What is no page is answered as it is, and to nobody else: the token of a session is such an answer.
            if (kept.getStatus() == HttpServletResponse.SC_OK && !kept.isCommitted() && kept.getContentType() != null
                    && kept.getContentType().startsWith(MediaType.TEXT_HTML_VALUE)) {
                String page = new String(kept.getContentAsByteArray(), StandardCharsets.UTF_8);
                answer = new Answer(tag(page), kept.getContentType(), zipped(page));
                toShare = !page.contains(ONCE);
            }
        } finally {
            rendering.answer.complete(toShare ? Optional.of(answer) : Optional.empty());
        }
        if (answer == null) {
            kept.copyBodyToResponse();
        } else {
            send(answer, request, response);
        }
    }

    private static void send(Answer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.ETAG, answer.tag());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (answer.tag().equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(answer.type());
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && accepted.contains("gzip")) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            response.setContentLength(answer.zipped().length);
            response.getOutputStream().write(answer.zipped());
        } else {
            new GZIPInputStream(new ByteArrayInputStream(answer.zipped())).transferTo(response.getOutputStream());
        }
    }

    /** Whether a notice waits for this very request. */
    private static boolean flash(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null && session.getAttribute(FLASH) instanceof Collection<?> maps && !maps.isEmpty();
    }

    private static byte[] zipped(String page) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(page.length() / 4);
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(page.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The same for pages that look the same. */
    private static String tag(String page) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(UNSEEN.matcher(page).replaceAll("$1$2").getBytes(StandardCharsets.UTF_8));
            return "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What makes two answers the same.
     *
     * @param who      the user with all rights
     * @param own      what is of the browser or the session
     * @param position of the hub: any change told in between makes a new answer
     * @param second   of the clock: limits pass
     */
    private record Key(Object who, List<Object> own, Locale locale, String path, String query, String position, long second) {
    }

    private record Answer(String tag, String type, byte[] zipped) {
    }

    /** @param answer empty when it is nobody else's */
    private record Rendering(long begun, CompletableFuture<Optional<Answer>> answer) {

        Optional<Answer> await() {
            try {
                return answer.get(WAITS.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // Too slow: each page asks for itself.
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}
