package org.fengsui.audit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A command that goes on record: when it is done, within its own transaction, so that neither is there without the
 * other; when it is refused or fails, after its transaction is rolled back. For public methods that run in a transaction.
 *
 * <p>What was asked for is recorded by the names of the parameters, see {@link Audit#record}; the one that is a
 * {@link Who} acted. Passwords and tokens are left out, as are files.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Audited {

    /** Stable code, module first: {@code task.completion}. Its words are the message {@code audit.type.<code>}. */
    String value();
}
