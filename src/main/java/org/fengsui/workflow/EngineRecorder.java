package org.fengsui.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.fengsui.response.spi.ResponseProcess.Moved;
import org.fengsui.response.spi.ResponseProcess.Opened;

/**
 * Writes down which user tasks the engine opened and cancelled during one command, and whether the process ended: the
 * engine's answer to the command. Listens to every user task of every model; models carry no listeners of their own.
 */
class EngineRecorder {

    private static final String TASK_PREFIX = "userTask_";

    private final ThreadLocal<Recording> recording = new ThreadLocal<>();

    private static final class Recording {
        private final List<Opened> opened = new ArrayList<>();
        private final List<String> withdrawn = new ArrayList<>();
        private boolean ended;
    }

    /** Runs a command of the engine and tells what it did. */
    Moved record(WantedActions wanted, Map<String, List<String>> answers, Runnable command) {
        Recording current = new Recording();
        recording.set(current);
        try {
            wanted.during(answers, command);
        } finally {
            recording.remove();
        }
        List<Opened> opened = current.opened.stream()
                .map(task -> task.unit() != null ? task
                        : new Opened(task.token(), task.actionKey(), answers.get(task.actionKey()).get(0)))
                .toList();
        return new Moved(opened, List.copyOf(current.withdrawn), current.ended);
    }

    BpmnParseListener parseListener() {
        TaskListener created = task -> recording.get().opened.add(
                new Opened(task.getId(), actionKey(task), (String) task.getVariable("unit")));
        TaskListener deleted = task -> recording.get().withdrawn.add(task.getId());
        ExecutionListener ended = execution -> recording.get().ended = true;
        return new AbstractBpmnParseListener() {
            @Override
            public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
                var definition = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
                definition.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, created);
                definition.addBuiltInTaskListener(TaskListener.EVENTNAME_DELETE, deleted);
            }

            @Override
            public void parseProcess(Element element, ProcessDefinitionEntity process) {
                process.addBuiltInListener(ExecutionListener.EVENTNAME_END, ended);
            }
        };
    }

    private static String actionKey(DelegateTask task) {
        return task.getTaskDefinitionKey().substring(TASK_PREFIX.length());
    }
}
