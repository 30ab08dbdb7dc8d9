package org.fengsui.workflow;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.fengsui.response.spi.ResponseProcess;
import org.springframework.stereotype.Component;

/** Runs responses on the engine; the messages are those of {@code docs/plan-model.md}. */
@Component
class ResponseProcessAdapter implements ResponseProcess {

    private final RuntimeService runtime;
    private final TaskService tasks;
    private final WantedActions wantedActions;
    private final EngineRecorder recorder;

    ResponseProcessAdapter(RuntimeService runtime, TaskService tasks, WantedActions wantedActions,
                           EngineRecorder recorder) {
        this.runtime = runtime;
        this.tasks = tasks;
        this.wantedActions = wantedActions;
        this.recorder = recorder;
    }

    @Override
    public Started start(UUID responseId, String processId, Collection<String> groups,
                         Map<String, List<String>> wanted) {
        String[] instanceId = new String[1];
        Moved moved = recorder.record(wantedActions, wanted, () -> {
            instanceId[0] = runtime.startProcessInstanceById(processId, responseId.toString()).getId();
            send(instanceId[0], groups, "opened");
        });
        return new Started(instanceId[0], moved);
    }

    @Override
    public Moved move(String instanceId, Collection<String> withdrawn, Collection<String> opened,
                      Map<String, List<String>> wanted) {
        return recorder.record(wantedActions, wanted, () -> {
            send(instanceId, withdrawn, "withdrawn");
            send(instanceId, opened, "opened");
        });
    }

    @Override
    public Moved end(String instanceId, Map<String, List<String>> wanted) {
        return recorder.record(wantedActions, wanted,
                () -> waiting(instanceId).stream().filter(waiter -> waiter.getEventName().equals("response.ended"))
                        .forEach(this::deliver));
    }

    @Override
    public Moved complete(String instanceId, String token) {
        return recorder.record(wantedActions, Map.of(), () -> tasks.complete(token));
    }

    @Override
    public void remove(String instanceId) {
        if (runtime.createProcessInstanceQuery().processInstanceId(instanceId).count() > 0) {
            recorder.record(wantedActions, Map.of(), () -> runtime.deleteProcessInstance(instanceId, "removed"));
        }
    }

    /**
     * Sends each group its message. Who waits is looked up first: a group that has finished or never opened has no
     * waiter for its withdrawal, which is no error.
     */
    private void send(String instanceId, Collection<String> groups, String what) {
        if (groups.isEmpty()) {
            return;
        }
        Set<String> names = groups.stream().map(group -> "group." + group + "." + what).collect(Collectors.toSet());
        waiting(instanceId).stream().filter(waiter -> names.contains(waiter.getEventName())).forEach(this::deliver);
    }

    private List<EventSubscription> waiting(String instanceId) {
        return runtime.createEventSubscriptionQuery().processInstanceId(instanceId).eventType("message").list();
    }

    private void deliver(EventSubscription waiter) {
        runtime.messageEventReceived(waiter.getEventName(), waiter.getExecutionId());
    }
}
