package org.fengsui.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.form.Form;

/**
 * What changed between two versions of a plan (版本差异), in the officers' words: section by section, item by item, field by
 * field, with the clause. Items are the same by their stable keys; where a key changed too, by what they are called. That
 * items changed places is told of a section only where nothing else in it changed.
 */
public final class PlanDifference {

    /** Sections in the order of the plan workbook, and the forms that came with it. */
    public enum Section {
        ABOUT, HEADQUARTERS, MEMBERS, LEVELS, FACTS, TRIGGERS, AUTHORITY, ACTIONS, GROUPS, REPORTS, SITUATIONS, ENDING,
        PROVISIONS, FORMS
    }

    public enum Kind { ADDED, REMOVED, CHANGED, MOVED }

    /**
     * What makes a revision go through the full procedure, 国办发〔2024〕5号 art. 36: 组织指挥体系与职责, 应急处置程序,
     * 主要处置措施, 突发事件分级标准. Which of the plan's fields belong to which is our reading.
     */
    public enum Matter { COMMAND, PROCEDURE, MEASURES, GRADING }

    /**
     * A changed field.
     *
     * @param before in words; empty when there was nothing
     * @param after  in words; empty when there is nothing
     * @param matter what it touches; null = nothing that art. 36 names
     */
    public record Line(String field, String before, String after, Matter matter) {
    }

    /**
     * A changed item.
     *
     * @param key    its stable key; empty for a section as a whole
     * @param name   what it is called now, or was; empty for the basic information and a section as a whole
     * @param clause of the plan, in the newer version where it is there; may be empty
     * @param units  codes of the units that it concerns
     */
    public record Item(Section section, Kind kind, String key, String name, String clause, Set<String> units,
                       List<Line> lines) {

        public Set<Matter> matters() {
            return lines.stream().map(Line::matter).filter(Objects::nonNull)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Matter.class)));
        }
    }

    /** The words that are not the plan's own. */
    public interface Words {

        /** The message {@code plan.difference.<key>}. */
        String text(String key, Object... arguments);

        String unit(String code);

        String post(String code);

        String hazard(String code);

        String level(Plan.Level level);
    }

    private static final String NOTHING = "";

    private final Words words;
    private final Side before;
    private final Side after;
    private final List<Item> items = new ArrayList<>();

    private PlanDifference(Content from, Content to, Words words) {
        this.words = words;
        this.before = new Side(from);
        this.after = new Side(to);
    }

    /**
     * What is compared.
     *
     * @param forms those that came with the plan, by what names each, see {@link org.fengsui.form.FormText#ref}
     */
    public record Content(Plan plan, Map<String, Form> forms) {
    }

    public static PlanDifference of(Content from, Content to, Words words) {
        PlanDifference difference = new PlanDifference(from, to, words);
        difference.compare();
        return difference;
    }

    /** What changed, in the order of the sections. */
    public List<Item> items() {
        return List.copyOf(items);
    }

    public boolean empty() {
        return items.isEmpty();
    }

    public List<Item> in(Section section) {
        return items.stream().filter(item -> item.section() == section).toList();
    }

    /** The sections in which nothing changed. */
    public List<Section> unchanged() {
        return Stream.of(Section.values()).filter(section -> in(section).isEmpty()).toList();
    }

    /** What art. 36 names and this change touches. */
    public Set<Matter> matters() {
        return items.stream().flatMap(item -> item.matters().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Matter.class)));
    }

    /** Whether the revision has to go through the full procedure (art. 36), and not the simplified one. */
    public boolean fullProcedure() {
        return !matters().isEmpty();
    }

    private void compare() {
        about();
        List<Plan.Action> ordinaryBefore = actions(before, kind -> kind != Plan.Kind.REPORT);
        list(Section.HEADQUARTERS, List.of(text("role", Matter.COMMAND, Plan.Role::title),
                text("holder", Matter.COMMAND, Plan.Role::holder),
                field("post", Matter.COMMAND, Plan.Role::post, (side, post) -> post((String) post)),
                text("duty", Matter.COMMAND, Plan.Role::duty), text("clause", null, Plan.Role::clause)),
                before.plan.headquarters(), after.plan.headquarters(), Plan.Role::title, Plan.Role::holder,
                (side, role) -> role.title(), Plan.Role::clause, role -> Set.of());
        list(Section.MEMBERS, List.of(field("unit-code", Matter.COMMAND, Plan.Member::unit, this::unit),
                text("unit-name", Matter.COMMAND, Plan.Member::name), text("duty", Matter.COMMAND, Plan.Member::duty),
                text("clause", null, Plan.Member::clause)),
                before.plan.members(), after.plan.members(),
                member -> member.unit().isEmpty() ? "name " + member.name() : member.unit(), Plan.Member::name,
                (side, member) -> member.name().isEmpty() ? words.unit(member.unit()) : member.name(), Plan.Member::clause,
                member -> one(member.unit()));
        list(Section.LEVELS, List.of(text("code", Matter.GRADING, Plan.Level::code),
                text("name", Matter.GRADING, Plan.Level::name), text("label", Matter.GRADING, Plan.Level::label),
                field("color", null, Plan.Level::color, (side, color) -> color(color)),
                field("rank", Matter.GRADING, Plan.Level::rank, (side, rank) -> words.text("rank", String.valueOf(rank))),
                field("automatic", Matter.PROCEDURE, Plan.Level::automatic, this::yesOrNo)),
                before.plan.levels(), after.plan.levels(), Plan.Level::code, Plan.Level::name,
                (side, level) -> words.level(level), level -> level.authority().clause(), level -> Set.of());
        list(Section.FACTS, List.of(text("name", Matter.GRADING, Plan.Fact::name),
                field("fact-type", Matter.GRADING, Plan.Fact::type, this::constant),
                text("measure", Matter.GRADING, Plan.Fact::unit),
                field("choices", Matter.GRADING, Plan.Fact::choices, this::listed),
                text("group", null, Plan.Fact::group), text("note", null, Plan.Fact::note),
                field("computation", Matter.GRADING, Plan.Fact::computation,
                        (side, computed) -> computation((Plan.Computation) computed))),
                before.plan.facts(), after.plan.facts(), Plan.Fact::name, fact -> NOTHING, (side, fact) -> fact.name(),
                fact -> NOTHING, fact -> Set.of());
        list(Section.TRIGGERS, List.of(text("id", null, Plan.Trigger::id),
                field("level", Matter.GRADING, Plan.Trigger::level, (side, code) -> side.level((String) code)),
                text("track", Matter.GRADING, Plan.Trigger::track),
                field("need", Matter.GRADING, PlanDifference::need, (side, need) -> need((String) need)),
                field("conditions", Matter.GRADING, Plan.Trigger::conditions, (side, conditions) -> side.conditions(conditions)),
                text("original", Matter.GRADING, Plan.Trigger::text), text("clause", null, Plan.Trigger::clause),
                field("situation", Matter.MEASURES, Plan.Trigger::situation, (side, code) -> side.situation((String) code))),
                before.plan.triggers(), after.plan.triggers(), Plan.Trigger::id,
                trigger -> trigger.level() + " " + trigger.track() + " " + trigger.conditions(),
                (side, trigger) -> words.text("trigger", side.level(trigger.level()), side.conditions(trigger.conditions())),
                Plan.Trigger::clause, trigger -> Set.of());
        authority();
        list(Section.ACTIONS, actionFields(), ordinaryBefore, actions(after, kind -> kind != Plan.Kind.REPORT));
        list(Section.GROUPS, List.of(text("code", null, Plan.WorkGroup::code), text("name", Matter.COMMAND, Plan.WorkGroup::name),
                field("lead", Matter.COMMAND, Plan.WorkGroup::lead, this::unit),
                field("members", Matter.COMMAND, group -> new TreeSet<>(group.members()), this::units),
                text("task", Matter.COMMAND, Plan.WorkGroup::task), text("clause", null, Plan.WorkGroup::clause)),
                before.plan.workGroups(), after.plan.workGroups(), Plan.WorkGroup::code, Plan.WorkGroup::name,
                (side, group) -> group.name(), Plan.WorkGroup::clause,
                group -> Stream.concat(Stream.of(group.lead()), group.members().stream()).collect(Collectors.toSet()));
        list(Section.REPORTS, actionFields(), actions(before, kind -> kind == Plan.Kind.REPORT),
                actions(after, kind -> kind == Plan.Kind.REPORT));
        list(Section.SITUATIONS, List.of(text("code", null, Plan.Situation::code),
                text("name", Matter.MEASURES, Plan.Situation::name), text("clause", null, Plan.Situation::clause)),
                before.plan.situations(), after.plan.situations(), Plan.Situation::code, Plan.Situation::name,
                (side, situation) -> situation.name(), Plan.Situation::clause, situation -> Set.of());
        list(Section.ENDING, List.of(text("condition", Matter.PROCEDURE, Plan.EndCondition::text),
                field("levels", Matter.PROCEDURE, end -> new TreeSet<>(end.levels()), (side, codes) -> side.levels(codes)),
                text("clause", null, Plan.EndCondition::clause)),
                before.plan.endConditions(), after.plan.endConditions(), Plan.EndCondition::text, Plan.EndCondition::clause,
                (side, end) -> end.text(), Plan.EndCondition::clause, end -> Set.of());
        list(Section.PROVISIONS, List.of(text("title", null, Plan.Provision::title), text("content", null, Plan.Provision::text),
                text("clause", null, Plan.Provision::clause)),
                before.plan.provisions(), after.plan.provisions(), Plan.Provision::title, Plan.Provision::clause,
                (side, provision) -> provision.title(), Plan.Provision::clause, provision -> Set.of());
        forms();
    }

    private void about() {
        List<Line> lines = lines(List.of(text("plan-code", null, Plan::key), text("plan-name", null, Plan::name),
                field("hazard", Matter.MEASURES, Plan::hazard, (side, code) -> words.hazard((String) code)),
                field("type", Matter.PROCEDURE, plan -> plan.about().type(), this::constant),
                field("tier", Matter.PROCEDURE, plan -> plan.about().tier(), this::constant),
                field("lead-unit", Matter.COMMAND, plan -> plan.about().lead(), this::unit),
                text("source", null, plan -> plan.about().source()), text("notice", null, plan -> plan.about().notice()),
                field("cumulative", Matter.MEASURES, plan -> plan.about().cumulative(),
                        (side, is) -> words.text((Boolean) is ? "cumulative.yes" : "cumulative.no")),
                field("district-rule", Matter.PROCEDURE, Plan::districtNotBelowCity, this::yesOrNo),
                text("district-clause", null, Plan::districtClause),
                field("written", Matter.PROCEDURE, plan -> timed(plan.writtenApprovalWithin(), plan.writtenApprovalAssumed()),
                        (side, time) -> timed((Timed) time)),
                field("drill-months", null, plan -> plan.about().drillEveryMonths(),
                        (side, months) -> (Integer) months == 0 ? words.text("none") : words.text("months", String.valueOf(months))),
                text("drill-clause", null, plan -> plan.about().drillClause())), before.plan, after.plan);
        if (!lines.isEmpty()) {
            items.add(new Item(Section.ABOUT, Kind.CHANGED, NOTHING, NOTHING, NOTHING, Set.of(), lines));
        }
    }

    /** Who decides a level and its end, of the levels that both have. */
    private void authority() {
        for (Plan.Level level : after.plan.levels()) {
            Plan.Level was = before.plan.levels().stream().filter(one -> one.code().equals(level.code())).findFirst()
                    .orElse(null);
            List<Line> lines = new ArrayList<>(lines(launching(), was == null ? null : was.authority(),
                    level.authority()));
            if (was == null || !Objects.equals(was.ending(), level.ending())) {
                lines.addAll(ending(was, level));
            }
            if (!lines.isEmpty()) {
                items.add(new Item(Section.AUTHORITY, was == null ? Kind.ADDED : Kind.CHANGED, level.code(),
                        words.level(level), level.authority().clause(), Set.of(), lines));
            }
        }
        for (Plan.Level was : before.plan.levels()) {
            if (after.plan.levels().stream().noneMatch(level -> level.code().equals(was.code()))) {
                List<Line> lines = new ArrayList<>(lines(launching(), was.authority(), null));
                lines.addAll(ending(was, null));
                items.add(new Item(Section.AUTHORITY, Kind.REMOVED, was.code(), words.level(was), was.authority().clause(),
                        Set.of(), lines));
            }
        }
    }

    private List<Line> ending(Plan.Level was, Plan.Level now) {
        Plan.Authority old = was == null ? null : was.ending();
        Plan.Authority fresh = now == null ? null : now.ending();
        List<Line> lines = new ArrayList<>(lines(authorityFields("ending-posts",
                "ending-delegated", "ending-text", "ending-clause"), old, fresh));
        if (was != null && now != null && (old == null || fresh == null)) {
            lines.add(0, new Line(words.text("field.ending"), words.text(old == null ? "ending.same" : "ending.own"),
                    words.text(fresh == null ? "ending.same" : "ending.own"), Matter.PROCEDURE));
        }
        return lines;
    }

    private List<Field<Plan.Authority>> authorityFields(String posts, String delegated, String text, String clause) {
        return List.of(field(posts, Matter.PROCEDURE, (Plan.Authority one) -> new TreeSet<>(one.posts()), this::posts),
                field(delegated, Matter.PROCEDURE, one -> new TreeSet<>(one.delegated()), this::posts),
                text(text, Matter.PROCEDURE, Plan.Authority::text), text(clause, null, Plan.Authority::clause));
    }

    private List<Field<Plan.Authority>> launching() {
        return authorityFields("launch-posts", "launch-delegated", "launch-text", "launch-clause");
    }

    private static List<Plan.Action> actions(Side side, Predicate<Plan.Kind> kinds) {
        return side.plan.actions().stream().filter(action -> kinds.test(action.kind())).toList();
    }

    private List<Field<Plan.Action>> actionFields() {
        return List.of(text("code", null, Plan.Action::key), text("title", Matter.MEASURES, Plan.Action::title),
                text("content", Matter.MEASURES, Plan.Action::text),
                field("kind", Matter.MEASURES, Plan.Action::kind, this::constant),
                field("phase", Matter.MEASURES, Plan.Action::phase, this::constant),
                field("lead", Matter.MEASURES, Plan.Action::unit, this::unit),
                field("every-district", Matter.MEASURES, Plan.Action::everyDistrict, this::yesOrNo),
                field("supporting", Matter.MEASURES, action -> new TreeSet<>(action.supporting()), this::units),
                field("situation", Matter.MEASURES, Plan.Action::situation, (side, code) -> side.situation((String) code)),
                field("work-group", Matter.MEASURES, Plan.Action::workGroup, (side, code) -> side.group((String) code)),
                field("since", Matter.MEASURES, Plan.Action::since, this::constant),
                field("after", Matter.MEASURES, Plan.Action::after, (side, key) -> side.action((String) key)),
                field("levels-assumed", null, Plan.Action::levelsAssumed, this::yesOrNo),
                text("form", null, Plan.Action::form), text("evidence", null, Plan.Action::evidence),
                text("clause", null, Plan.Action::clause));
    }

    /** Actions are looked for in both sections: one whose kind became a report stays the same action. */
    private void list(Section section, List<Field<Plan.Action>> fields, List<Plan.Action> from, List<Plan.Action> to) {
        Map<Plan.Action, Plan.Action> pairs = pairs(before.plan.actions(), after.plan.actions(), Plan.Action::key,
                Plan.Action::title);
        items.addAll(compared(section, from, to, pairs, (was, is) -> {
            List<Line> lines = new ArrayList<>(lines(fields, was, is));
            lines.addAll(terms(was, is));
            return lines;
        }, Plan.Action::key, (side, action) -> action.title(), Plan.Action::clause, action -> Stream.concat(
                Stream.of(action.unit()), action.supporting().stream()).filter(code -> !code.isEmpty())
                .collect(Collectors.toSet()), action -> section == (action.kind() == Plan.Kind.REPORT ? Section.REPORTS
                        : Section.ACTIONS)));
    }

    private void forms() {
        List<Map.Entry<String, Form>> from = List.copyOf(before.forms.entrySet());
        List<Map.Entry<String, Form>> to = List.copyOf(after.forms.entrySet());
        items.addAll(compared(Section.FORMS, from, to, pairs(from, to, form -> form.getValue().key(), form -> NOTHING),
                this::form, form -> form.getValue().key(), (side, form) -> form.getValue().key(), form -> NOTHING,
                form -> Set.of(), form -> true));
    }

    /** Field by field; what is only drawn in another way is told as that. */
    private List<Line> form(Map.Entry<String, Form> was, Map.Entry<String, Form> is) {
        List<Form.Field> from = was == null ? List.of() : was.getValue().fields();
        List<Form.Field> to = is == null ? List.of() : is.getValue().fields();
        Map<Form.Field, Form.Field> pairs = pairs(from, to,
                field -> field.input() ? "key " + field.key() : "text " + field.label(), Form.Field::label);
        List<Line> lines = new ArrayList<>();
        for (Form.Field field : to) {
            Form.Field old = pairs.get(field);
            boolean renamed = old != null && !old.label().equals(field.label());
            line(lines, field.label(), old == null ? NOTHING : words(old, renamed), words(field, renamed));
        }
        from.stream().filter(field -> !pairs.containsValue(field))
                .forEach(field -> line(lines, field.label(), words(field, false), NOTHING));
        if (lines.isEmpty() && !was.getKey().equals(is.getKey())) {
            line(lines, words.text("form.drawn"), words.text("form.drawn.before"), words.text("form.drawn.after"));
        }
        return lines;
    }

    private String words(Form.Field field, boolean named) {
        String asked = FieldWords.of(field, words);
        return named ? words.text("form.named", field.label(), asked) : asked;
    }

    private static void line(List<Line> lines, String field, String before, String after) {
        if (!before.equals(after)) {
            lines.add(new Line(field, before, after, null));
        }
    }

    private <T> void list(Section section, List<Field<T>> fields, List<T> from, List<T> to, Function<T, String> key,
                          Function<T, String> otherKey, BiFunction<Side, T, String> name, Function<T, String> clause,
                          Function<T, Set<String>> units) {
        items.addAll(compared(section, from, to, pairs(from, to, key, otherKey), (was, is) -> lines(fields, was, is), key,
                name, clause, units, item -> true));
    }

    /**
     * @param pairs of the newer version's items, the older ones; both by identity of place
     * @param here  whether an item belongs to this section
     */
    private <T> List<Item> compared(Section section, List<T> from, List<T> to, Map<T, T> pairs,
                                    BiFunction<T, T, List<Line>> lines, Function<T, String> key,
                                    BiFunction<Side, T, String> name, Function<T, String> clause,
                                    Function<T, Set<String>> units, Predicate<T> here) {
        List<Item> found = new ArrayList<>();
        List<T> kept = new ArrayList<>();
        for (T is : to) {
            T was = pairs.get(is);
            List<Line> changed = lines.apply(was, is);
            if (was != null && from.contains(was)) {
                kept.add(was);
            }
            if (was == null || !changed.isEmpty()) {
                found.add(new Item(section, was == null ? Kind.ADDED : Kind.CHANGED, key.apply(is), name.apply(after, is),
                        clause.apply(is), both(units, was, is), changed));
            }
        }
        for (T was : from) {
            if (here.test(was) && !pairs.containsValue(was)) {
                found.add(new Item(section, Kind.REMOVED, key.apply(was), name.apply(before, was), clause.apply(was),
                        units.apply(was), lines.apply(was, null)));
            }
        }
        if (found.isEmpty() && !kept.equals(from.stream().filter(kept::contains).toList())) {
            found.add(new Item(section, Kind.MOVED, NOTHING, NOTHING, NOTHING, Set.of(), List.of()));
        }
        return found;
    }

    private static <T> Set<String> both(Function<T, Set<String>> units, T was, T is) {
        Set<String> codes = new LinkedHashSet<>(units.apply(is));
        if (was != null) {
            codes.addAll(units.apply(was));
        }
        return codes;
    }

    /** The items of the newer list with those of the older that are the same: by key, then by another mark if it is one's own. */
    private static <T> Map<T, T> pairs(List<T> from, List<T> to, Function<T, String> key, Function<T, String> otherKey) {
        Map<T, T> pairs = new IdentityHashMap<>();
        Set<T> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Function<T, String> mark : List.of(key, otherKey)) {
            Map<String, List<T>> free = from.stream().filter(was -> !taken.contains(was))
                    .collect(Collectors.groupingBy(mark, HashMap::new, Collectors.toList()));
            for (T is : to) {
                List<T> same = free.getOrDefault(mark.apply(is), List.of());
                if (pairs.containsKey(is) || same.isEmpty() || mark != key && mark.apply(is).isEmpty()) {
                    continue;
                }
                T was = same.remove(0);
                pairs.put(is, was);
                taken.add(was);
            }
        }
        return pairs;
    }

    /** The terms of an action level by level; levels of which the same is to be said, in one line. */
    private List<Line> terms(Plan.Action was, Plan.Action is) {
        Map<Line, List<String>> said = new LinkedHashMap<>();
        for (Plan.Level level : before.levelsWith(after)) {
            Plan.Terms old = was == null ? null : was.levels().get(level.code());
            Plan.Terms fresh = is == null ? null : is.levels().get(level.code());
            List<Line> lines = old != null && fresh != null ? lines(termsFields(), old, fresh)
                    : old == null && fresh == null ? List.of()
                    : List.of(new Line(NOTHING, old == null ? was == null ? NOTHING : words.text("not-here") : whole(was, old),
                            fresh == null ? is == null ? NOTHING : words.text("not-here") : whole(is, fresh), Matter.MEASURES));
            lines.forEach(line -> said.computeIfAbsent(line, one -> new ArrayList<>()).add(words.level(level)));
        }
        return said.entrySet().stream().map(entry -> new Line(String.join(words.text("comma"), entry.getValue())
                + (entry.getKey().field().isEmpty() ? NOTHING : " " + entry.getKey().field()), entry.getKey().before(),
                entry.getKey().after(), entry.getKey().matter())).toList();
    }

    private List<Field<Plan.Terms>> termsFields() {
        return List.of(field("due", Matter.MEASURES, (Plan.Terms terms) -> timed(terms.dueWithin(), terms.dueAssumed()),
                        (side, time) -> timed((Timed) time)),
                field("receipt", Matter.MEASURES, terms -> timed(terms.receiptWithin(), terms.receiptAssumed()),
                        (side, time) -> timed((Timed) time)),
                field("every", Matter.MEASURES, Plan.Terms::every, (side, every) -> duration((Duration) every)),
                text("terms-note", Matter.MEASURES, Plan.Terms::note));
    }

    private String whole(Plan.Action action, Plan.Terms terms) {
        List<String> parts = new ArrayList<>();
        if (terms.dueWithin() != null) {
            parts.add(words.text("within", timed(timed(terms.dueWithin(), terms.dueAssumed()))));
        }
        if (terms.receiptWithin() != null) {
            parts.add(words.text("receive", timed(timed(terms.receiptWithin(), terms.receiptAssumed()))));
        }
        if (terms.every() != null) {
            parts.add(words.text("each", duration(terms.every())));
        } else if (action.kind() == Plan.Kind.RECURRING) {
            parts.add(words.text("any-time"));
        }
        if (terms.note() != null && !terms.note().isEmpty()) {
            parts.add(terms.note());
        }
        return parts.isEmpty() ? words.text("here") : String.join(words.text("semicolon"), parts);
    }

    /** A field: how it is called, what it touches, its value, and the value in words. */
    private record Field<T>(String name, Matter matter, Function<T, Object> value, BiFunction<Side, Object, String> words) {
    }

    private static <T> Field<T> text(String name, Matter matter, Function<T, String> value) {
        return new Field<>(name, matter, value::apply, (side, text) -> (String) text);
    }

    private static <T> Field<T> field(String name, Matter matter, Function<T, Object> value,
                                      BiFunction<Side, Object, String> words) {
        return new Field<>(name, matter, value, words);
    }

    /** @param was null when it is new; @param is null when it is gone */
    private <T> List<Line> lines(List<Field<T>> fields, T was, T is) {
        List<Line> lines = new ArrayList<>();
        for (Field<T> field : fields) {
            Object old = was == null ? null : field.value().apply(was);
            Object fresh = is == null ? null : field.value().apply(is);
            if (nothing(old) && nothing(fresh) || Objects.equals(old, fresh)
                    || (was == null || is == null) && (Boolean.FALSE.equals(old) || Boolean.FALSE.equals(fresh))) {
                continue;
            }
            String oldText = nothing(old) ? NOTHING : field.words().apply(before, old);
            String newText = nothing(fresh) ? NOTHING : field.words().apply(after, fresh);
            if (was != null && is != null && oldText.equals(newText)) {
                // Two units of one name: told apart by their codes.
                oldText = oldText + "（" + old + "）";
                newText = newText + "（" + fresh + "）";
            }
            if (!oldText.isEmpty() || !newText.isEmpty()) {
                lines.add(new Line(words.text("field." + field.name()), oldText, newText, field.matter()));
            }
        }
        return lines;
    }

    private static boolean nothing(Object value) {
        return value == null || value.equals(NOTHING) || value instanceof Collection<?> many && many.isEmpty();
    }

    private static Set<String> one(String code) {
        return code.isEmpty() ? Set.of() : Set.of(code);
    }

    private String unit(Side side, Object code) {
        return words.unit((String) code);
    }

    private String units(Side side, Object codes) {
        return ((Collection<?>) codes).stream().map(code -> words.unit((String) code))
                .collect(Collectors.joining(words.text("comma")));
    }

    private String post(String code) {
        return words.post(code);
    }

    private String posts(Side side, Object codes) {
        return ((Collection<?>) codes).stream().map(code -> words.post((String) code))
                .collect(Collectors.joining(words.text("comma")));
    }

    private String listed(Side side, Object texts) {
        return ((Collection<?>) texts).stream().map(String::valueOf).collect(Collectors.joining(words.text("comma")));
    }

    private String yesOrNo(Side side, Object is) {
        return words.text((Boolean) is ? "yes" : "no");
    }

    private String color(Object color) {
        return List.of("blue", "yellow", "orange", "red").contains(color) ? words.text("color." + color) : (String) color;
    }

    /** A constant of one of the plan's enumerations: {@code kind.once}. */
    private String constant(Side side, Object constant) {
        Enum<?> one = (Enum<?>) constant;
        return words.text("is." + one.getDeclaringClass().getSimpleName().toLowerCase(Locale.ROOT) + "."
                + one.name().toLowerCase(Locale.ROOT));
    }

    /** Any, all, or so many of its conditions: whichever number that is. */
    private static String need(Plan.Trigger trigger) {
        return trigger.need() == 1 ? "any" : trigger.need() == trigger.conditions().size() ? "all"
                : String.valueOf(trigger.need());
    }

    private String need(String need) {
        return need.equals("any") || need.equals("all") ? words.text("need." + need) : words.text("need.some", need);
    }

    private String computation(Plan.Computation computed) {
        String of = String.join(words.text("comma"), computed.of());
        String how = words.text("is.how." + computed.how().name().toLowerCase(Locale.ROOT));
        return computed.window() == null ? words.text("computed", how, of)
                : words.text("computed-within", how, of, duration(computed.window()));
    }

    private record Timed(Duration time, boolean assumed) {
    }

    private static Timed timed(Duration time, boolean assumed) {
        return new Timed(time, assumed);
    }

    private String timed(Timed timed) {
        String text = timed.time() == null ? words.text("none") : duration(timed.time());
        return timed.assumed() ? words.text("assumed", text) : text;
    }

    /** {@code 30 分钟}, {@code 1 小时 30 分钟}, {@code 24 小时}, {@code 3 天}. */
    private String duration(Duration time) {
        if (time.toSecondsPart() != 0 || time.isNegative() || time.isZero()) {
            return time.toString();
        }
        List<String> parts = new ArrayList<>();
        // A plan's 24 hours stay 24 hours; only longer times are told in days.
        long days = time.toHours() <= 24 ? 0 : time.toDays();
        long hours = time.minusDays(days).toHours();
        if (days > 0) {
            parts.add(words.text("days", String.valueOf(days)));
        }
        if (hours > 0) {
            parts.add(words.text("hours", String.valueOf(hours)));
        }
        if (time.toMinutesPart() > 0) {
            parts.add(words.text("minutes", String.valueOf(time.toMinutesPart())));
        }
        return String.join(" ", parts);
    }

    /** One of the two versions: what its codes mean. */
    private final class Side {

        private final Plan plan;
        private final Map<String, Form> forms;

        Side(Content content) {
            this.plan = content.plan();
            this.forms = content.forms();
        }

        String level(String code) {
            return plan.level(code).map(words::level).orElse(code);
        }

        String levels(Object codes) {
            return ((Collection<?>) codes).isEmpty() ? words.text("all-levels") : plan.levels().stream()
                    .filter(level -> ((Collection<?>) codes).contains(level.code())).map(words::level)
                    .collect(Collectors.joining(words.text("comma")));
        }

        /** The levels of both versions, the lowest first. */
        List<Plan.Level> levelsWith(Side other) {
            List<Plan.Level> all = new ArrayList<>(other.plan.levels());
            plan.levels().stream().filter(level -> all.stream().noneMatch(one -> one.code().equals(level.code())))
                    .forEach(all::add);
            return all;
        }

        String situation(String code) {
            return plan.situation(code).map(Plan.Situation::name).orElse(code);
        }

        String group(String code) {
            return plan.workGroups().stream().filter(group -> group.code().equals(code)).map(Plan.WorkGroup::name)
                    .findFirst().orElse(code);
        }

        String action(String key) {
            return plan.action(key).map(Plan.Action::title).orElse(key);
        }

        String conditions(Object conditions) {
            return ((List<?>) conditions).stream().map(one -> condition((Plan.Condition) one))
                    .collect(Collectors.joining(words.text("semicolon")));
        }

        private String condition(Plan.Condition condition) {
            Plan.Fact fact = plan.fact(condition.fact()).orElse(null);
            boolean yesOrNo = fact != null && fact.type().yesOrNo() && condition.band() == null;
            return condition.fact() + " " + (yesOrNo ? words.text("true".equals(condition.choice()) ? "yes" : "no")
                    : condition.text(fact == null ? NOTHING : fact.unit()));
        }
    }
}
