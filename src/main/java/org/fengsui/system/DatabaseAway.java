package org.fengsui.system;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Tells a failure that passes, because the database was away or did not get to it in time, from a bug. Whatever was asked
 * for may be asked for again: whether it was done is unknown only when the connection broke during the commit, and every
 * command may be repeated.
 */
final class DatabaseAway {

    /** Seconds after which it is worth trying again. */
    static final String RETRY_AFTER = "5";

    /**
     * Classes of SQLSTATE: connection, resources, intervention by an operator, failures of its system, and transactions
     * rolled back because of others.
     */
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "58", "40");
    /** Did not get a lock in time; was idle within a transaction for too long. */
    private static final Set<String> STATES = Set.of("55P03", "25P03");
    /** The pool says this without a state, of a connection that broke under the transaction. */
    private static final String CLOSED = "Connection is closed";

    private DatabaseAway() {
    }

    static boolean caused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotCreateTransactionException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof PessimisticLockingFailureException
                    || cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLException sql && away(sql)) {
                return true;
            }
        }
        return false;
    }

    /** The deepest cause in one line: a hundred requests in the same minute need no hundred stack traces. */
    static String why(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    }

    private static boolean away(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? CLOSED.equals(failure.getMessage())
                : STATES.contains(state) || state.length() == 5 && CLASSES.contains(state.substring(0, 2));
    }
}
