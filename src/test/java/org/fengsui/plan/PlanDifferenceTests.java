package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.fengsui.plan.PlanDifference.Item;
import org.fengsui.plan.PlanDifference.Kind;
import org.fengsui.plan.PlanDifference.Matter;
import org.fengsui.plan.PlanDifference.Section;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

/** What changed is told completely, in words. */
class PlanDifferenceTests {

    private static final int PLANS = 20;
    private static final PlanDifference.Words WORDS = words();

    @Test
    void aPlanDoesNotDifferFromItself() {
        for (int seed = 0; seed < PLANS; seed++) {
            assertThat(between(RandomPlans.plan(seed), RandomPlans.plan(seed)).items()).as("seed %d", seed).isEmpty();
        }
    }

    /** Every component of every record of a plan, by reflection: one that is new is edited too, and has to be told. */
    @Test
    void everySingleEditIsTold() {
        Set<String> edited = new LinkedHashSet<>();
        List<String> untold = new ArrayList<>();
        for (int seed = 0; seed < PLANS; seed++) {
            Plan plan = RandomPlans.plan(seed);
            for (Edit edit : Edits.of(plan, new Random(seed))) {
                edited.add(edit.what());
                PlanDifference difference = between(plan, (Plan) edit.edited());
                if (difference.empty() || between((Plan) edit.edited(), plan).empty()) {
                    untold.add("seed " + seed + ": " + edit.what());
                }
            }
        }
        assertThat(untold).isEmpty();
        // Nothing of a plan is without an edit.
        for (Class<?> type : List.of(Plan.class, Plan.About.class, Plan.Level.class, Plan.Authority.class, Plan.Role.class,
                Plan.Member.class, Plan.Fact.class, Plan.Computation.class, Plan.Trigger.class, Plan.Condition.class,
                Band.class, Plan.Situation.class, Plan.WorkGroup.class, Plan.Action.class, Plan.Terms.class,
                Plan.EndCondition.class, Plan.Provision.class)) {
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(edited).anySatisfy(what ->
                        assertThat(what).startsWith(type.getSimpleName() + "." + component.getName()));
            }
        }
    }

    @Test
    void everyFieldThatChangedHasBothItsValuesInWords() {
        for (int seed = 0; seed < PLANS; seed++) {
            Plan plan = RandomPlans.plan(seed);
            for (Edit edit : Edits.of(plan, new Random(seed))) {
                for (Item item : between(plan, (Plan) edit.edited()).items()) {
                    assertThat(item.kind() == Kind.MOVED || !item.lines().isEmpty()).as(edit.what()).isTrue();
                    assertThat(item.lines()).as(edit.what()).allSatisfy(line -> {
                        assertThat(line.field()).isNotBlank();
                        assertThat(line.before()).isNotEqualTo(line.after());
                    });
                }
            }
        }
    }

    @Test
    void anOfficerReadsWhatChanged() {
        Plan plan = TestPlans.threeLevelNonCumulative();
        Plan.Action old = plan.action("remind-outdoor").orElseThrow();
        Map<String, Plan.Terms> levels = new LinkedHashMap<>(old.levels());
        levels.put("黄", new Plan.Terms(Duration.ofMinutes(90), false, Duration.ofMinutes(30), false, null, ""));
        Plan edited = Edits.with(plan, "actions", replaced(plan.actions(), old, Edits.with(Edits.with(Edits.with(old,
                "levels", levels), "unit", "water"), "clause", "3.1")));

        PlanDifference difference = between(plan, edited);
        assertThat(difference.items()).singleElement().satisfies(item -> {
            assertThat(item.section()).isEqualTo(Section.ACTIONS);
            assertThat(item.name()).isEqualTo("提醒户外作业单位");
            assertThat(item.clause()).isEqualTo("3.1");
            assertThat(item.units()).containsExactlyInAnyOrder("water", "construction");
            assertThat(item.lines()).extracting(line -> line.field() + "：" + line.before() + " → " + line.after())
                    .containsExactly("牵头单位：单位construction → 单位water", "条款：3 → 3.1",
                            "黄色响应 时限：2 小时 → 1 小时 30 分钟", "黄色响应 签收：15 分钟（默认） → 30 分钟");
        });
        assertThat(difference.fullProcedure()).isTrue();
        assertThat(difference.matters()).containsExactly(Matter.MEASURES);
        assertThat(difference.unchanged()).hasSize(Section.values().length - 1);
    }

    @Test
    void aBandIsToldAsOfficersWriteIt() {
        Plan plan = TestPlans.threeLevelNonCumulative();
        Plan.Trigger old = plan.triggers().get(0);
        Plan edited = Edits.with(plan, "triggers", replaced(plan.triggers(), old, Edits.with(old, "conditions",
                List.of(new Plan.Condition("最高气温", new Band(new BigDecimal("36.5"), true, new BigDecimal("38.0"), false),
                        null)))));
        assertThat(between(plan, edited).items()).singleElement().satisfies(item -> {
            assertThat(item.lines()).extracting(PlanDifference.Line::before, PlanDifference.Line::after)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("最高气温 ≥ 35.0 且 < 37.0 ℃",
                            "最高气温 ≥ 36.5 且 < 38.0 ℃"));
            assertThat(item.matters()).containsExactly(Matter.GRADING);
        });
    }

    @Test
    void onlyWordsThatArt36DoesNotNameMayTakeTheSimplifiedProcedure() {
        Plan plan = TestPlans.threeLevelNonCumulative();
        PlanDifference difference = between(plan, Edits.with(plan, "provisions",
                List.of(new Plan.Provision("解释", "本预案由市气象局解释。", "9"))));
        assertThat(difference.items()).singleElement().satisfies(item -> assertThat(item.kind()).isEqualTo(Kind.ADDED));
        assertThat(difference.fullProcedure()).isFalse();
    }

    @Test
    void anotherOrderIsToldOnlyWhereNothingElseChanged() {
        Plan plan = TestPlans.threeLevelNonCumulative();
        List<Plan.Action> turned = new ArrayList<>(plan.actions());
        Collections.swap(turned, 0, 1);
        Plan moved = Edits.with(plan, "actions", turned);
        assertThat(between(plan, moved).items()).singleElement().satisfies(item -> {
            assertThat(item.kind()).isEqualTo(Kind.MOVED);
            assertThat(item.section()).isEqualTo(Section.ACTIONS);
        });
        Plan both = Edits.with(moved, "actions", replaced(moved.actions(), turned.get(0),
                Edits.with(turned.get(0), "evidence", "照片")));
        assertThat(between(plan, both).items()).singleElement().satisfies(item ->
                assertThat(item.kind()).isEqualTo(Kind.CHANGED));
    }

    @Test
    void anActionWithANewKeyIsStillTheSameByItsTitle() {
        Plan plan = TestPlans.threeLevelNonCumulative();
        Plan.Action old = plan.action("forecast").orElseThrow();
        assertThat(between(plan, Edits.with(plan, "actions", replaced(plan.actions(), old, Edits.with(old, "key", "a2"))))
                .items()).singleElement().satisfies(item -> {
                    assertThat(item.kind()).isEqualTo(Kind.CHANGED);
                    assertThat(item.lines()).extracting(PlanDifference.Line::field).containsExactly("代码");
                });
    }

    @Test
    void anActionThatBecameAReportIsOneChange() {
        Plan plan = TestPlans.threeLevelNonCumulative();
        Plan.Action old = plan.action("forecast").orElseThrow();
        assertThat(between(plan, Edits.with(plan, "actions", replaced(plan.actions(), old,
                Edits.with(old, "kind", Plan.Kind.REPORT)))).items()).singleElement().satisfies(item -> {
                    assertThat(item.kind()).isEqualTo(Kind.CHANGED);
                    assertThat(item.section()).isEqualTo(Section.REPORTS);
                });
    }

    private static PlanDifference between(Plan from, Plan to) {
        return PlanDifference.of(new PlanDifference.Content(from, Map.of()),
                new PlanDifference.Content(to, Map.of()), WORDS);
    }

    private static <T> List<T> replaced(List<T> all, T old, T fresh) {
        return all.stream().map(one -> one == old ? fresh : one).toList();
    }

    private static PlanDifference.Words words() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return new PlanDifference.Words() {
            @Override
            public String text(String key, Object... arguments) {
                return messages.getMessage("plan.difference." + key, arguments, Locale.CHINESE);
            }

            @Override
            public String unit(String code) {
                return "单位" + code;
            }

            @Override
            public String post(String code) {
                return "岗位" + code;
            }

            @Override
            public String hazard(String code) {
                return "灾种" + code;
            }

            @Override
            public String level(Plan.Level level) {
                return level.name();
            }
        };
    }

    /** @param what record and component, and what was done to it */
    private record Edit(String what, Object edited) {
    }

    /** Single edits of a record and all that it holds, by reflection. */
    private static final class Edits {

        static List<Edit> of(Object record, Random random) {
            List<Edit> edits = new ArrayList<>();
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                String name = record.getClass().getSimpleName() + "." + component.getName();
                edits(name, get(record, component), component.getGenericType(), random).forEach(edit ->
                        edits.add(new Edit(edit.what(), with(record, component.getName(), edit.edited()))));
            }
            return edits;
        }

        private static List<Edit> edits(String name, Object value, Type type, Random random) {
            if (value == null) {
                return List.of(new Edit(name + " added", sample(raw(type))));
            }
            if (value instanceof List<?> list) {
                return ofList(name, list, argument(type, 0), random);
            }
            if (value instanceof Map<?, ?> map) {
                return ofMap(name, map, random);
            }
            if (value instanceof Record record) {
                List<Edit> inside = new ArrayList<>(of(record, random));
                inside.add(new Edit(name + " within", inside.get(0).edited()));
                return inside;
            }
            return List.of(new Edit(name, changed(value)));
        }

        private static List<Edit> ofList(String name, List<?> list, Type element, Random random) {
            List<Edit> edits = new ArrayList<>();
            List<Object> longer = new ArrayList<>(list);
            longer.add(random.nextInt(list.size() + 1), sample(raw(element)));
            edits.add(new Edit(name + " added", longer));
            if (!list.isEmpty()) {
                int at = random.nextInt(list.size());
                List<Object> shorter = new ArrayList<>(list);
                shorter.remove(at);
                edits.add(new Edit(name + " removed", shorter));
                edits(name + " element", list.get(at), element, random).forEach(edit -> {
                    List<Object> other = new ArrayList<>(list);
                    other.set(at, edit.edited());
                    edits.add(new Edit(edit.what(), other));
                });
            }
            return edits;
        }

        private static List<Edit> ofMap(String name, Map<?, ?> map, Random random) {
            List<Edit> edits = new ArrayList<>();
            Object key = map.keySet().stream().skip(random.nextInt(map.size())).findFirst().orElseThrow();
            Map<Object, Object> shorter = new LinkedHashMap<>(map);
            shorter.remove(key);
            edits.add(new Edit(name + " removed", shorter));
            of(map.get(key), random).forEach(edit -> {
                Map<Object, Object> other = new LinkedHashMap<>(map);
                other.put(key, edit.edited());
                edits.add(new Edit(edit.what(), other));
            });
            return edits;
        }

        private static Object changed(Object value) {
            if (value instanceof String text) {
                return text + "改";
            }
            if (value instanceof Boolean is) {
                return !is;
            }
            if (value instanceof Integer number) {
                return number + 1;
            }
            if (value instanceof Duration time) {
                return time.plusMinutes(1);
            }
            if (value instanceof BigDecimal number) {
                return number.add(new BigDecimal("0.5"));
            }
            if (value instanceof Enum<?> constant) {
                Object[] all = constant.getDeclaringClass().getEnumConstants();
                return all[(constant.ordinal() + 1) % all.length];
            }
            throw new AssertionError("say how to edit a " + value.getClass());
        }

        private static Object sample(Class<?> type) {
            if (type == String.class) {
                return "新";
            }
            if (type == boolean.class) {
                return true;
            }
            if (type == int.class) {
                return 97;
            }
            if (type == Duration.class) {
                return Duration.ofMinutes(7);
            }
            if (type == BigDecimal.class) {
                return new BigDecimal("7.5");
            }
            if (type == List.class) {
                return List.of();
            }
            if (type == Map.class) {
                return Map.of();
            }
            if (type.isEnum()) {
                return type.getEnumConstants()[0];
            }
            return make(type, Arrays.stream(type.getRecordComponents()).map(one -> sample(one.getType())).toArray());
        }

        @SuppressWarnings("unchecked")
        static <T> T with(T record, String component, Object value) {
            return (T) make(record.getClass(), Arrays.stream(record.getClass().getRecordComponents())
                    .map(one -> one.getName().equals(component) ? value : get(record, one)).toArray());
        }

        private static Object make(Class<?> type, Object... arguments) {
            try {
                Constructor<?> canonical = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType).toArray(Class[]::new));
                canonical.setAccessible(true);
                return canonical.newInstance(arguments);
            } catch (InvocationTargetException e) {
                throw new AssertionError(type + ": " + e.getCause(), e);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        private static Object get(Object record, RecordComponent component) {
            try {
                component.getAccessor().setAccessible(true);
                return component.getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        private static Class<?> raw(Type type) {
            return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
        }

        private static Type argument(Type type, int index) {
            return ((ParameterizedType) type).getActualTypeArguments()[index];
        }
    }
}
