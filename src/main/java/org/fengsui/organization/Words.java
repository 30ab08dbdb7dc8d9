package org.fengsui.organization;

import org.springframework.context.MessageSourceResolvable;
import org.springframework.context.support.DefaultMessageSourceResolvable;

/** Words within refusals, said in the language of whoever reads them. */
final class Words {

    private Words() {
    }

    static MessageSourceResolvable post(Post post) {
        return new DefaultMessageSourceResolvable("post." + post.code());
    }
}
