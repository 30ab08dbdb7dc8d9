package org.fengsui.workflow;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.ProcessEngine;
import org.fengsui.response.spi.ResponseProcess;
import org.fengsui.response.spi.ResponseProcess.Opened;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The engine alone, configured as the server configures it, in a database of its own: what the server's own work is
 * measured against. It takes no lock and writes no task, timeline or record.
 */
public final class RawEngine implements AutoCloseable {

    private final HikariDataSource data = new HikariDataSource();
    private final ProcessEngine engine;
    private final ResponseProcess process;
    private final TransactionTemplate transaction;
    private final String processId;

    /** @param bpmn the very model that the server deployed; likewise {@code dmn} */
    public RawEngine(String url, String username, String password, String bpmn, String dmn) {
        data.setJdbcUrl(url);
        data.setUsername(username);
        data.setPassword(password);
        data.setMaximumPoolSize(30);
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(data);
        transaction = new TransactionTemplate(transactions);
        WantedActions wanted = new WantedActions();
        EngineRecorder recorder = new EngineRecorder();
        engine = EngineConfiguration.engine(data, transactions, wanted, recorder).buildProcessEngine();
        process = new ResponseProcessAdapter(engine.getRuntimeService(), engine.getTaskService(), wanted, recorder);
        processId = new PlanEngineAdapter(engine.getRepositoryService(), engine.getDecisionService())
                .deploy("raw", 1, bpmn, dmn).processId();
    }

    /** Starts the model and opens groups of it, in one transaction; tells the user tasks that this opened. */
    public List<Opened> start(Collection<String> groups, Map<String, List<String>> wanted) {
        return transaction.execute(status -> process.start(UUID.randomUUID(), processId, groups, wanted).moved().opened());
    }

    /** Completes a user task in a transaction; what the engine throws comes through. */
    public void complete(String token) {
        transaction.executeWithoutResult(status -> process.complete(null, token));
    }

    @Override
    public void close() {
        engine.close();
        data.close();
    }
}
