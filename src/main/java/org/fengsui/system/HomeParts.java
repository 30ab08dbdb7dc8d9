package org.fengsui.system;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.fengsui.live.spi.OwnParts;
import org.springframework.stereotype.Component;

/** What the home page shows in one browser of a user and not in another: a form kept for the session, and the guide. */
@Component
class HomeParts implements OwnParts {

    private final LostForms lost;

    HomeParts(LostForms lost) {
        this.lost = lost;
    }

    @Override
    public Object of(HttpServletRequest request) {
        return List.of(lost.of(request.getSession(false)).isPresent(), Guide.hiding(request));
    }
}
