package org.fengsui.system;

import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads everything of a page as it was at one moment: what is removed meanwhile, as samples are, is all there or all gone. */
@Component
class Snapshot {

    private final TransactionTemplate reading;

    Snapshot(PlatformTransactionManager transactions) {
        reading = new TransactionTemplate(transactions);
        reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        reading.setReadOnly(true);
    }

    <T> T of(Supplier<T> page) {
        return reading.execute(status -> page.get());
    }
}
