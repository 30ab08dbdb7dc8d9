package org.fengsui.system;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.WebUtils;

/**
 * Light or dark pages (浅色、深色), as the reader chose: {@code ?theme=dark} on any page switches, and a cookie keeps it,
 * so that the server draws the page right at once. Light for whoever chose nothing.
 */
@Component
class Theme implements HandlerInterceptor {

    static final String PARAMETER = "theme";
    /** {@code auto} follows the reader's device. */
    static final List<String> CHOICES = List.of("light", "dark", "auto");

    private static final String COOKIE = "fengsui-theme";

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String chosen = request.getParameter(PARAMETER);
        if (chosen != null && CHOICES.contains(chosen)) {
            response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(COOKIE, chosen).path("/")
                    .maxAge(Duration.ofDays(365)).httpOnly(true).sameSite("Lax").build().toString());
        }
        return true;
    }

    /** What the reader of this page chose. */
    String of(HttpServletRequest request) {
        String chosen = request.getParameter(PARAMETER);
        if (chosen != null && CHOICES.contains(chosen)) {
            return chosen;
        }
        Cookie kept = WebUtils.getCookie(request, COOKIE);
        return kept != null && CHOICES.contains(kept.getValue()) ? kept.getValue() : CHOICES.get(0);
    }
}
