package org.fengsui.system;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.UUID;
import org.fengsui.refusal.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** What a page shows when there is nothing to show: refusals that no form caught, and errors, which get a number. */
@ControllerAdvice(annotations = Controller.class)
@Order(Ordered.LOWEST_PRECEDENCE)
class PageErrors {

    private static final Logger log = LoggerFactory.getLogger(PageErrors.class);

    private final Layout layout;

    PageErrors(Layout layout) {
        this.layout = layout;
    }

    @ExceptionHandler
    ModelAndView refused(Refusal problem, HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(problem.status());
        ModelAndView page = page(problem.status(), request);
        page.addObject("problem", problem);
        return page;
    }

    /** An address whose id is no id: there is nothing there. */
    @ExceptionHandler
    ModelAndView unreadableAddress(MethodArgumentTypeMismatchException mismatch, HttpServletRequest request,
                                   HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        return page(HttpServletResponse.SC_NOT_FOUND, request);
    }

    private ModelAndView page(int status, HttpServletRequest request) {
        ModelAndView page = new ModelAndView("error");
        page.addObject("status", status);
        page.addObject("frame", layout.frame(request));
        return page;
    }

    @Configuration(proxyBeanMethods = false)
    static class Numbering {

        /** Gives every unexpected error a number, in the log and on the page; its text stays in the log. */
        @Bean
        DefaultErrorAttributes errorAttributes() {
            return new DefaultErrorAttributes() {
                @Override
                public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
                    Map<String, Object> attributes = super.getErrorAttributes(request, options);
                    if (attributes.get("status") instanceof Integer status && status >= 500) {
                        String id = UUID.randomUUID().toString().substring(0, 8);
                        log.error("Error {} on {}", id, attributes.get("path"), getError(request));
                        attributes.put("errorId", id);
                    }
                    return attributes;
                }
            };
        }
    }
}
