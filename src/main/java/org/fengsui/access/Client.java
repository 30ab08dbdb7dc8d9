package org.fengsui.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.springframework.web.util.WebUtils;

/**
 * Where a sign-in comes from.
 *
 * @param address of the network, behind a proxy as the proxy says
 * @param device  secret of a browser from which somebody has signed in before; empty when there is none
 * @param agent   what the browser or program calls itself
 */
public record Client(String address, String device, String agent) {

    static final String COOKIE = "fengsui-device";
    /** As we make them: what a program is known by looks different, and nobody can send it as a cookie. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int LONGEST_AGENT = 300;

    public static Client of(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        String agent = String.valueOf(request.getHeader("User-Agent")).replaceAll("\\p{Cntrl}", "");
        return new Client(request.getRemoteAddr(), cookie == null || !SECRET.matcher(cookie.getValue()).matches() ? "" : cookie.getValue(),
                agent.substring(0, Math.min(agent.length(), LONGEST_AGENT)));
    }

    /** The network that attempts are counted by: whoever has one IPv6 address has 2^64 of them. */
    String network() {
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8)) + "/64" : parsed.getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }

    @Override
    public String toString() {
        return address;
    }
}
