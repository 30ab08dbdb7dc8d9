package org.fengsui.system;

import java.io.IOException;

/** The body of a request is larger than the API reads. */
class BodyTooLarge extends IOException {

    BodyTooLarge(long limit) {
        super("more than " + limit + " bytes");
    }
}
