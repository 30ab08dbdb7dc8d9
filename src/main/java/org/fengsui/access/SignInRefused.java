package org.fengsui.access;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** A sign-in that was refused. The code is stable; the words for people are the message {@code refusal.<code>}. */
public final class SignInRefused extends AuthenticationException {

    private final String code;
    private final Duration wait;

    SignInRefused(String code) {
        this(code, Duration.ZERO);
    }

    SignInRefused(String code, Duration wait) {
        super(code);
        this.code = code;
        this.wait = wait;
    }

    public String code() {
        return code;
    }

    /** How long to wait before the next attempt, in whole seconds; zero when there is no need to. */
    public Duration waitFor() {
        return wait;
    }
}
