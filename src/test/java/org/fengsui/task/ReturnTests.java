package org.fengsui.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Rejected;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** A unit that cannot do its task returns it; the command post decides what becomes of it. */
@ServerTest
class ReturnTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    TaskLists lists;

    Scenario scenario;
    Response response;
    Task returned;

    @BeforeEach
    void aTaskIsReturned() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        response = scenario.active("Ⅲ", "pukou");
        returned = scenario.task(response.id(), "traffic-vehicles");
        Actor officer = Actors.officer("traffic");
        assertThatThrownBy(() -> tasks.giveBack(returned.id(), "", officer)).isInstanceOf(Invalid.class);
        tasks.giveBack(returned.id(), "车辆都在外地", officer);
        tasks.giveBack(returned.id(), "车辆都在外地", officer);
    }

    @Test
    void theCommandPostSeesItAndTheUnitCannotGoOnWithIt() {
        assertThat(lists.needingCommand()).extracting(Task::id).contains(returned.id());
        assertThatThrownBy(() -> tasks.complete(returned.id(), "完成", Map.of(), Actors.officer("traffic")))
                .isInstanceOf(Rejected.class).hasMessage("task-returned");
        assertThatThrownBy(() -> tasks.reassign(returned.id(), "garrison", "", Actors.officer("traffic")))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void givenToAnotherUnitItOpensThereOnceAndItsCompletionSettlesTheAction() {
        Task again = tasks.reassign(returned.id(), "garrison", "请支援 20 辆", Actors.OFFICE);
        assertThat(tasks.reassign(returned.id(), "garrison", "请支援 20 辆", Actors.OFFICE).id()).isEqualTo(again.id());
        assertThatThrownBy(() -> tasks.reassign(returned.id(), "police", "", Actors.OFFICE))
                .isInstanceOf(Rejected.class);
        assertThat(again.unit()).isEqualTo("garrison");
        assertThat(again.plannedUnit()).isEqualTo("traffic");
        tasks.complete(again.id(), "20 辆到位", Map.of(), Actors.officer("garrison"));
        scenario.responses.changeLevel(response.id(), "Ⅳ", "降级", Actors.EVERY_POST);
        scenario.responses.changeLevel(response.id(), "Ⅲ", "再升", Actors.EVERY_POST);
        assertThat(scenario.tasks(response.id())).filteredOn(task -> "traffic-vehicles".equals(task.actionKey()))
                .hasSize(2).noneMatch(Task::running);
    }

    @Test
    void acceptedItIsNotAskedForAgain() {
        tasks.acceptReturn(returned.id(), "改由区里解决", Actors.OFFICE);
        tasks.acceptReturn(returned.id(), "改由区里解决", Actors.OFFICE);
        assertThat(lists.needingCommand()).extracting(Task::id).doesNotContain(returned.id());
        scenario.responses.changeLevel(response.id(), "Ⅱ", "升级", Actors.EVERY_POST);
        assertThat(scenario.tasks(response.id())).filteredOn(task -> "traffic-vehicles".equals(task.actionKey()))
                .hasSize(1);
    }

    @Test
    void aTaskIsHandedOverInsideItsUnitOnly() {
        Task task = scenario.task(response.id(), "traffic-ships");
        Actor officer = Actors.officer("traffic");
        assertThatThrownBy(() -> tasks.handOver(task.id(), "water", "", officer)).isInstanceOf(Invalid.class);
        tasks.handOver(task.id(), "traffic-leader", "请领导协调", officer);
        assertThat(tasks.handOver(task.id(), "traffic-leader", "请领导协调", officer).handler())
                .isEqualTo("traffic-leader");
        assertThat(tasks.entries(task.id(), officer)).extracting(Tasks.Entry::type).containsExactly("handover");
    }

    @Test
    void supportingUnitsSeeAndAddButDoNotComplete() {
        Task task = scenario.tasks(response.id()).stream().filter(t -> !t.supporting().isEmpty()).findFirst()
                .orElseThrow();
        Actor supporting = Actors.officer(task.supporting().get(0));
        tasks.progress(task.id(), "p-1", "我方已派 2 人", supporting);
        tasks.progress(task.id(), "p-1", "我方已派 2 人", supporting);
        assertThat(tasks.entries(task.id(), supporting)).as("sent twice, told once").hasSize(1);
        assertThat(tasks.task(task.id(), supporting).receivedAt()).as("support is no receipt").isNull();
        assertThatThrownBy(() -> tasks.receive(task.id(), supporting)).isInstanceOf(Forbidden.class);
    }
}
