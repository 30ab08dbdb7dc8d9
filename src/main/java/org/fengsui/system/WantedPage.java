package org.fengsui.system;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;
import org.springframework.stereotype.Component;

/**
 * Remembers the page that somebody wanted before signing in: pages only, no pictures and no parts of pages. Kept is its
 * address on this site, never the host that the request named.
 */
@Component
class WantedPage implements RequestCache {

    private static final String ATTRIBUTE = WantedPage.class.getName();
    private static final int LONGEST = 2000;

    @Override
    public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
        String address = LostForms.address(request);
        if (request.getMethod().equals("GET") && String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains("text/html")
                && request.getHeader("Fengsui-Live") == null && !request.getRequestURI().equals("/error")
                && address.length() <= LONGEST && !address.startsWith("//")) {
            request.getSession().setAttribute(ATTRIBUTE, address);
        }
    }

    @Override
    public SavedRequest getRequest(HttpServletRequest request, HttpServletResponse response) {
        return request.getSession(false) != null && request.getSession(false).getAttribute(ATTRIBUTE) instanceof String wanted
                ? new SimpleSavedRequest(wanted) : null;
    }

    /** The request is answered as it comes: nothing of the earlier one is put into it. */
    @Override
    public HttpServletRequest getMatchingRequest(HttpServletRequest request, HttpServletResponse response) {
        return null;
    }

    @Override
    public void removeRequest(HttpServletRequest request, HttpServletResponse response) {
        if (request.getSession(false) != null) {
            request.getSession(false).removeAttribute(ATTRIBUTE);
        }
    }
}
