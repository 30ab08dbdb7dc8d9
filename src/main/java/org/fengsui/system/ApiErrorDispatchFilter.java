package org.fengsui.system;

import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers for what went wrong under {@code /api/} before or behind the dispatcher, e.g. an address that the firewall refuses. */
class ApiErrorDispatchFilter extends OncePerRequestFilter {

    private final ApiErrors errors;

    ApiErrorDispatchFilter(ApiErrors errors) {
        this.errors = errors;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!ApiErrors.concerns(String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)))) {
            chain.doFilter(request, response);
            return;
        }
        int status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        errors.answer(status, (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION), request, response);
    }
}
