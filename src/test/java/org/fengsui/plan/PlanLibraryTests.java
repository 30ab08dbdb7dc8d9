package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;
import org.fengsui.organization.Units;
import org.fengsui.plan.PlanLibrary.Entry;
import org.fengsui.plan.PlanLibrary.Line;
import org.fengsui.plan.PlanLibrary.Query;
import org.fengsui.plan.PlanLibrary.State;
import org.fengsui.support.Actors;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The library finds plans by what stands in them, and says where. */
@ServerTest
class PlanLibraryTests {

    private static final Actor SYSADMIN = new Actor("sysadmin", "系统管理员", "emergency", Set.of(Post.SYSADMIN));
    private static final Actor OFFICER = Actors.officer("water");

    @Autowired
    PlanLibrary library;
    @Autowired
    PlanEntries entries;
    @Autowired
    Plans plans;
    @Autowired
    LibraryRefresh refresh;
    @Autowired
    Organization organization;
    @Autowired
    Units units;
    @Autowired
    ApplicationContext context;
    @Autowired
    JdbcClient jdbc;

    @Test
    void everyPlanInForceIsListed() {
        assertThat(list("", OFFICER)).extracting(Entry::key).contains("flood-nanjing");
        Entry flood = flood("");
        assertThat(flood.levels()).extracting(Plan.Level::code).containsExactly("Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ");
        assertThat(flood.actions()).isEqualTo(plans.current("flood-nanjing").plan().actions().size());
        assertThat(flood.lines()).isEmpty();
    }

    @Test
    void anActionAConditionAClauseAndAUnitAreFoundWhereTheyStand() {
        assertThat(flood("天气预报").lines()).extracting(Line::kind, Line::place)
                .anySatisfy(line -> assertThat(line.toList().toString()).contains("action", "action-"));
        assertThat(flood("长江南京").lines()).extracting(Line::kind).contains("trigger");
        assertThat(flood("≥9.20").lines()).isNotEmpty();
        assertThat(flood("气象局").lines()).isNotEmpty();
        assertThat(flood("Meteorological").lines()).isNotEmpty();
    }

    @Test
    void whoeverSignsTheirUnitsPlanFindsItWhileItIsMadeAndNobodyElseOutsideDoes() {
        Actor leader = new Actor("water-leader", "局长", "water", Set.of(Post.LEADER));
        LifePlans.at(context, LifePlans.plan("library-unit", Plan.Type.UNIT, "water", "黄色响应"), Plans.Status.SUBMITTED);
        LifePlans.at(context, LifePlans.special("library-city", "黄色响应"), Plans.Status.SUBMITTED);
        try {
            assertThat(making(leader)).containsExactly("library-unit");
            assertThat(library.states(leader)).contains(State.MAKING);
            assertThat(making(OFFICER)).isEmpty();
            assertThat(library.states(OFFICER)).containsExactly(State.PUBLISHED, State.PAST);
            assertThat(making(LifePlans.REVIEWER)).contains("library-unit", "library-city");
            context.getBean(PlanLife.class).withdraw("library-unit", 1, "作废", LifePlans.PLANNER);
            assertThat(past(leader)).contains("library-unit");
            assertThat(past(OFFICER)).doesNotContain("library-unit");
        } finally {
            LifePlans.forget(context, "library-");
        }
    }

    private List<String> making(Actor actor) {
        return keys(State.MAKING, actor);
    }

    private List<String> past(Actor actor) {
        return keys(State.PAST, actor);
    }

    private List<String> keys(State state, Actor actor) {
        return library.list(new Query("", "", "", "", state), 0, 200, actor).entries().stream().map(Entry::key)
                .toList();
    }

    @Test
    void everyWordHasToOccurAndWidthAndCaseDoNotMatter() {
        assertThat(list("天气预报 长江南京", OFFICER)).extracting(Entry::key).contains("flood-nanjing");
        assertThat(list("天气预报 没有这个词", OFFICER)).isEmpty();
        assertThat(list("　ⅱ　", OFFICER)).extracting(Entry::key).contains("flood-nanjing");
        // Both pairs occur, the word does not.
        assertThat(list("天气预报长江", OFFICER)).isEmpty();
        assertThat(list("%", OFFICER)).isEmpty();
        assertThat(list("\0", OFFICER)).isNotEmpty();
    }

    @Test
    void filtersNarrow() {
        assertThat(library.list(new Query("", "flood", "special", "city", State.PUBLISHED), 0, 20, OFFICER).entries())
                .extracting(Entry::key).contains("flood-nanjing");
        assertThat(library.list(new Query("", "flood", "unit", "", State.PUBLISHED), 0, 20, OFFICER).entries()).isEmpty();
        assertThat(library.list(new Query("", "plague", "", "", State.PUBLISHED), 0, 20, OFFICER).total()).isZero();
        assertThat(library.hazards()).contains("flood");
    }

    @Test
    void entriesThatAreMissingAreMadeAtTheStart() {
        Entry before = flood("天气预报");
        jdbc.sql("delete from plan_entry where plan_key = 'flood-nanjing'").update();
        assertThat(list("", OFFICER)).extracting(Entry::key).doesNotContain("flood-nanjing");
        refresh.run(null);
        assertThat(flood("天气预报")).isEqualTo(before);
    }

    /** Of an upgrade that reads more strictly, on two nodes that start at once. */
    @Test
    void twoNodesMakeEntriesAtOnceAndAPlanThatCanNotBeReadStopsNeither() throws Exception {
        jdbc.sql("""
                insert into plan_version (plan_key, version, name, hazard, status, bpmn, dmn, digest, writer, writer_unit,
                    drafted_at, shipped)
                values ('unreadable', 1, '读不出的预案', 'flood', 'withdrawn', '<x/>', '<x/>', 'x', 'planner', 'emergency', now(), false)""")
                .update();
        try {
            int before = made();
            jdbc.sql("delete from plan_entry").update();
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> refresh.run(null));
            refresh.run(null);
            other.get(2, TimeUnit.MINUTES);
            assertThat(made()).isEqualTo(before);
        } finally {
            jdbc.sql("delete from plan_version where plan_key = 'unreadable'").update();
        }
    }

    @Test
    void aUnitsNewNameIsFoundSoonAndOtherPlansAreLeftAlone() {
        LifePlans.at(context, LifePlans.special("named-plan", "黄色响应"), Plans.Status.PUBLISHED);
        Unit power = organization.unit("power").orElseThrow();
        try {
            assertThat(plans.current("named-plan").plan().actions()).anyMatch(action -> action.unit().equals("power"));
            refresh.followUnits();
            jdbc.sql("update plan_entry set source = '未重做' where plan_key = 'named-plan'").update();
            save(new Units.Wanted("library-unit", "某新单位", "A new unit", "nanjing", "department", ""), true);
            refresh.followUnits();
            assertThat(source("named-plan")).isEqualTo("未重做");
            save(named(power, "市电网调度局"), false);
            refresh.followUnits();
            assertThat(list("电网调度局", OFFICER)).extracting(Entry::key).contains("named-plan");
            assertThat(source("named-plan")).isNotEqualTo("未重做");
        } finally {
            LifePlans.forget(context, "named-plan");
            save(named(power, power.name()), false);
            units.retire("library-unit", null, SYSADMIN);
            refresh.followUnits();
        }
    }

    private String source(String key) {
        return jdbc.sql("select source from plan_entry where plan_key = ? limit 1").param(key).query(String.class).single();
    }

    private static Units.Wanted named(Unit unit, String name) {
        return new Units.Wanted(unit.code(), name, unit.nameEn(), unit.parent(), unit.kind(), "");
    }

    private void save(Units.Wanted wanted, boolean create) {
        units.save(wanted, create, null, SYSADMIN);
    }

    private int made() {
        return jdbc.sql("select count(*) from plan_entry").query(Integer.class).single();
    }

    @Test
    void aPairOfHalfCharactersIsOneLetter() {
        assertThat(PlanEntries.grams("𠮷水")).containsExactlyInAnyOrder("𠮷", "水", "𠮷水");
        assertThat(PlanEntries.normal("Ｗater Ⅱ ≥ 9.20")).isEqualTo("waterii≥9.20");
    }

    private Entry flood(String text) {
        return list(text, OFFICER).stream().filter(entry -> entry.key().equals("flood-nanjing")).findFirst().orElseThrow();
    }

    private List<Entry> list(String text, Actor actor) {
        return library.list(new Query(text, "", "", "", State.PUBLISHED), 0, 50, actor).entries();
    }
}
