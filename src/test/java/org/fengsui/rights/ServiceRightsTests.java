package org.fengsui.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.NewIncident;
import org.fengsui.incident.SampleFeed;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.fengsui.response.Approval;
import org.fengsui.response.EndCheck;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Orders;
import org.fengsui.response.Previews;
import org.fengsui.response.Responses;
import org.fengsui.response.Timelines;
import org.fengsui.support.Actors;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Attachments;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Task;
import org.fengsui.task.TaskLists;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Service;
import org.springframework.util.ClassUtils;

/**
 * The services themselves refuse strangers, whatever page or call would stand before them: every public method that is
 * told who acts is called as somebody whom the response does not concern. Either it refuses, or there is nothing in what
 * it returns.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceRightsTests {

    /** With the reason why they need not refuse. */
    private static final Map<String, String> PASSED_OVER = Map.of(
            "Incidents.reconsider", "part of a response's command, which has checked",
            "PlannedTasks.open", "part of a response's command, which has checked",
            "PlannedTasks.withdraw", "part of a response's command, which has checked",
            "Timelines.ofIncident", "the public part of an incident: OtherUnitsTests looks at its words",
            "Timelines.unitsOfIncident", "the public part of an incident: it names who reported");
    private static final Set<String> MODULES = Set.of("org.fengsui.incident", "org.fengsui.response", "org.fengsui.task");

    @Autowired
    ApplicationContext context;
    @Autowired
    Organization organization;

    private Stage stage;
    private UUID response;
    private UUID approval;
    private UUID task;
    private UUID order;

    @BeforeAll
    void setTheStage() {
        stage = new Stage(context);
        setTheResponse();
    }

    @AfterAll
    void clearTheSample() {
        context.getBean(SampleFeed.class).clear(Actors.DUTY);
    }

    private void setTheResponse() {
        response = stage.raising();
        approval = stage.approval(response);
        task = stage.order(response, Stage.OWN);
        order = stage.scenario.tasks(response).stream().filter(one -> one.id().equals(task)).findFirst().orElseThrow()
                .orderId();
    }

    @Test
    void theServicesOfResponsesAreAllCalled() {
        Set<String> found = new TreeSet<>();
        methods().forEach(method -> found.add(method.getDeclaringClass().getSimpleName()));
        assertThat(found).contains("Incidents", "Responses", "ResponseLists", "Previews", "Orders", "Timelines", "Tasks",
                "Attachments");
        assertThat(methods()).hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.OUTSIDER, "planner", "reviewer", "sysadmin", "secadmin"})
    void aStrangerIsRefusedOrFindsNothing(String username) {
        Actor stranger = organization.account(username).orElseThrow().actor();
        List<String> wrong = new ArrayList<>();
        for (Method method : methods()) {
            try {
                Object result = call(method, stranger);
                if (!empty(result)) {
                    wrong.add(named(method) + " returned " + result);
                }
            } catch (Refused refused) {
                if (!(refused.getCause() instanceof NotFound) && !(refused.getCause() instanceof Forbidden)) {
                    wrong.add(named(method) + " was refused for another reason: " + refused.getCause());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Another unit takes part in the response: what it is shown never has this task. */
    @Test
    void anotherUnitOfTheResponseNeverGetsTheTask() {
        Actor partner = organization.account(Stage.PARTNER).orElseThrow().actor();
        List<String> wrong = new ArrayList<>();
        for (Method method : methods()) {
            try {
                Object result = call(method, partner);
                if (String.valueOf(result).contains(task.toString()) || String.valueOf(result).contains(order.toString())
                        && !method.getName().equals("orderCounts") || Boolean.TRUE.equals(result)) {
                    wrong.add(named(method) + " returned " + result);
                }
            } catch (Refused refused) {
                if (!(refused.getCause() instanceof NotFound) && !(refused.getCause() instanceof Forbidden)) {
                    wrong.add(named(method) + " was refused for another reason: " + refused.getCause());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Who may, is let through: the arguments are such that only the rights refuse. */
    @Test
    void theCommandPostAndTheUnitAreLetThrough() {
        List<String> wrong = new ArrayList<>();
        // What is done here must not stand in the way of the other tests.
        setTheResponse();
        for (Method method : methods()) {
            boolean unit = Set.of("receive", "receiveAll", "complete", "giveBack", "handOver").contains(method.getName());
            // Each on a task of its own: most of them finish it.
            UUID kept = task;
            task = stage.open();
            try {
                call(method, unit ? Actors.officer(Stage.OWN) : Actors.DUTY);
            } catch (Refused refused) {
                if (refused.getCause() instanceof NotFound || refused.getCause() instanceof Forbidden forbidden
                        // Whose signature it is, the plan says; a unit's own answers are the unit's.
                        && !Set.of("approve", "answerChase").contains(method.getName())) {
                    wrong.add(named(method) + ": " + refused.getCause());
                }
            } finally {
                task = kept;
            }
        }
        assertThat(wrong).isEmpty();
    }

    private List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        List<Object> services = new ArrayList<>(context.getBeansWithAnnotation(Service.class).values());
        services.add(context.getBean(SampleFeed.class));
        services.stream().map(ClassUtils::getUserClass).distinct()
                .filter(type -> MODULES.contains(type.getPackageName()))
                .forEach(type -> Arrays.stream(type.getMethods())
                        .filter(method -> method.getDeclaringClass() == type && !method.isSynthetic()
                                && Arrays.asList(method.getParameterTypes()).contains(Actor.class)
                                && !PASSED_OVER.containsKey(named(method)))
                        .forEach(methods::add));
        return methods.stream().distinct().toList();
    }

    private static String named(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    private Object call(Method method, Actor actor) throws Refused {
        Object[] arguments = Arrays.stream(method.getParameters()).map(parameter -> argument(parameter, method, actor)).toArray();
        try {
            return method.invoke(context.getBean(method.getDeclaringClass()), arguments);
        } catch (InvocationTargetException e) {
            throw new Refused(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object argument(Parameter parameter, Method method, Actor actor) {
        Class<?> type = parameter.getType();
        String name = parameter.getName();
        if (type == Actor.class) {
            return actor;
        }
        if (type == UUID.class) {
            return id(name, method);
        }
        if (type == String.class) {
            return switch (name) {
                case "level" -> "Ⅲ";
                case "decision" -> "approved";
                case "planKey" -> "flood-nanjing";
                case "unit" -> method.getName().equals("search") ? "" : Stage.PARTNER;
                case "status", "state" -> "";
                case "name" -> "a.png";
                case "username" -> Stage.OWN + "-leader";
                case "from" -> "";
                default -> "测试" + UUID.randomUUID();
            };
        }
        if (type == boolean.class && name.equals("archived")) {
            return false;
        }
        if (type == int.class) {
            return name.equals("size") ? 50 : 0;
        }
        if (Map.class.isAssignableFrom(type)) {
            return Map.of("长江南京", "8.60");
        }
        if (Collection.class.isAssignableFrom(type)) {
            return switch (name) {
                case "ids" -> List.of(task);
                case "responses" -> List.of(response);
                case "orderIds" -> List.of(order);
                case "incidentIds" -> List.of(stage.incident);
                case "units" -> List.of(Stage.PARTNER);
                case "situations" -> List.of(stage.situation());
                case "scope" -> List.of();
                default -> throw new AssertionError("say what to give to " + named(method) + " as " + name);
            };
        }
        if (type == Approval.Oral.class) {
            return method.getName().endsWith("Orally") ? new Approval.Oral("commander", stage.scenario.clock.instant()) : null;
        }
        if (type == TaskLists.Filter.class) {
            return TaskLists.Filter.ALL;
        }
        if (type == Timelines.Filter.class) {
            return Timelines.Filter.NONE;
        }
        if (type == Task.class) {
            return stage.scenario.tasks(response).stream().filter(one -> one.id().equals(task)).findFirst()
                    .orElseGet(() -> context.getBean(Tasks.class).task(task, Actors.DUTY));
        }
        if (type == InputStream.class) {
            return new ByteArrayInputStream(Stage.png());
        }
        if (type == NewIncident.class) {
            return new NewIncident(null, "汛情", "flood", stage.scenario.clock.instant(),
                    new NewIncident.Place("全市", null, null, null), Map.of(), "水文站");
        }
        if (type == LaunchRequest.class) {
            return stage.scenario.request(stage.incident, "Ⅲ", "gaochun");
        }
        if (type == Duration.class || type == Instant.class || type == EndCheck.class) {
            return null;
        }
        throw new AssertionError("say what to give to " + named(method) + " as " + name);
    }

    private UUID id(String name, Method method) {
        Class<?> service = method.getDeclaringClass();
        if (name.equals("approvalId")) {
            return approval;
        }
        if (service == Incidents.class || name.equals("incidentId") || method.getName().equals("ofIncident")) {
            return stage.incident;
        }
        if (service == Responses.class || service == Previews.class || service == Orders.class
                || service == Timelines.class || name.equals("responseId")) {
            return response;
        }
        if (service == Tasks.class || service == PlannedTasks.class || name.equals("taskId")) {
            return task;
        }
        if (service == Attachments.class) {
            return stage.attachment;
        }
        throw new AssertionError("say what " + name + " of " + named(method) + " is");
    }

    /** Nothing in it that one could learn something from. */
    private static boolean empty(Object result) {
        if (result == null || Boolean.FALSE.equals(result) || result instanceof Number number && number.longValue() == 0) {
            return true;
        }
        if (result instanceof Collection<?> collection) {
            return collection.isEmpty();
        }
        if (result instanceof Map<?, ?> map) {
            return map.values().stream().allMatch(ServiceRightsTests::empty);
        }
        if (result instanceof Optional<?> optional) {
            return optional.isEmpty();
        }
        return result instanceof Record record && Arrays.stream(record.getClass().getRecordComponents())
                .filter(component -> !Set.of("page", "size").contains(component.getName())).allMatch(component -> {
                    try {
                        component.getAccessor().setAccessible(true);
                        return empty(component.getAccessor().invoke(record));
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    /** What a service threw. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(Throwable cause) {
            super(cause);
        }
    }
}
