package org.fengsui.audit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Puts on record what somebody asked to see and may not, or what is not there: which of the two is not told to them.
 * Commands that were refused are on record already. It answers nothing: others do.
 */
@Component
class RefusedAccess implements HandlerExceptionResolver, Ordered {

    private static final int LONGEST = 300;

    private final Audit audit;

    RefusedAccess(Audit audit) {
        this.audit = audit;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response, Object handler,
                                         Exception why) {
        if ((why instanceof Forbidden || why instanceof NotFound) && !audit.recorded(why)) {
            String path = request.getRequestURI();
            audit.refused(audit.current(), "access.refused", ((Refusal) why).code(), Map.of("method",
                    request.getMethod(), "path", path.length() > LONGEST ? path.substring(0, LONGEST) : path));
        }
        return null;
    }
}
