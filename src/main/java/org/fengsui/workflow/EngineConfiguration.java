package org.fengsui.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;
import org.camunda.bpm.engine.spring.ProcessEngineFactoryBean;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The engine, wired by hand: its starter targets an older Spring Boot. It joins our transactions, keeps no history
 * (the evidence is in our own tables) and runs no jobs (the deadlines live in our own tables, see
 * {@code docs/adr/0002-deadlines-are-columns.md}).
 */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    @Bean
    WantedActions wantedActions() {
        return new WantedActions();
    }

    @Bean
    EngineRecorder engineRecorder() {
        return new EngineRecorder();
    }

    // The migrations come first, so that a database the server may not use stops it before the engine touches it.
    @Bean
    @DependsOn("flywayInitializer")
    ProcessEngineFactoryBean processEngine(DataSource dataSource, PlatformTransactionManager transactions,
                                           WantedActions wanted, EngineRecorder recorder) {
        ProcessEngineFactoryBean factory = new ProcessEngineFactoryBean();
        factory.setProcessEngineConfiguration(engine(dataSource, transactions, wanted, recorder));
        return factory;
    }

    static SpringProcessEngineConfiguration engine(DataSource dataSource, PlatformTransactionManager transactions,
                                                   WantedActions wanted, EngineRecorder recorder) {
        SpringProcessEngineConfiguration engine = new SpringProcessEngineConfiguration();
        engine.setDataSource(dataSource);
        engine.setTransactionManager(transactions);
        engine.setDatabaseType("postgres");
        engine.setDatabaseSchemaUpdate("true");
        engine.setIdGenerator(new StrongUuidGenerator());
        engine.setHistory("none");
        engine.setJobExecutorActivate(false);
        engine.setAuthorizationEnabled(false);
        engine.setCmmnEnabled(false);
        engine.setStandaloneTasksEnabled(false);
        engine.setMetricsEnabled(false);
        engine.setTaskMetricsEnabled(false);
        engine.setEnableXxeProcessing(false);
        engine.setDeserializationTypeValidationEnabled(true);
        engine.setEnableExpressionsInAdhocQueries(false);
        engine.setEnableExpressionsInStoredQueries(false);
        engine.setQueryMaxResultsLimit(10_000);
        engine.setHistoryTimeToLive("P30D");
        // Expressions in models see this one name and no other bean.
        engine.setBeans(Map.of("wanted", wanted));
        engine.setCustomPostBPMNParseListeners(new ArrayList<>(List.of(recorder.parseListener())));
        engine.setBpmnParseFactory(new EngineGate());
        engine.setDmnEngineConfiguration(decisions());
        // No language but FEEL's unary tests is ever asked for; whatever asks for one finds no engine.
        engine.setScriptEngineResolver(new NoScripts());
        return engine;
    }

    /** How decision tables are run, deployed or not: behind the gate, and without any language but FEEL. */
    static DefaultDmnEngineConfiguration decisions() {
        DefaultDmnEngineConfiguration decisions = new DefaultDmnEngineConfiguration();
        decisions.setTransformer(new DecisionGate());
        decisions.setScriptEngineResolver(language -> null);
        return decisions;
    }

    @Bean
    RuntimeService runtimeService(ProcessEngine engine) {
        return engine.getRuntimeService();
    }

    @Bean
    TaskService taskService(ProcessEngine engine) {
        return engine.getTaskService();
    }

    @Bean
    RepositoryService repositoryService(ProcessEngine engine) {
        return engine.getRepositoryService();
    }

    @Bean
    DecisionService decisionService(ProcessEngine engine) {
        return engine.getDecisionService();
    }
}
