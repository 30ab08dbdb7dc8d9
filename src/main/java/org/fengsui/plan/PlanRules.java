package org.fengsui.plan;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.fengsui.organization.Post;
import org.fengsui.refusal.Checks;

/** What every plan must keep, whatever it was read from: a model, a workbook. */
public class PlanRules {

    /** What a finding is about. */
    public enum Subject {
        PLAN, LEVEL, ROLE, MEMBER, FACT, TRIGGER, SITUATION, WORK_GROUP, ACTION, END_CONDITION, PROVISION
    }

    /**
     * A rule that is broken.
     *
     * @param code     as in {@link Problem}
     * @param subject  kind of the thing concerned
     * @param of       its key, code, name or id, of one of several conditions the condition's; its place from 1 where it
     *                 has none of these
     * @param value    the offending value, for the message; may be empty
     * @param severity as in {@link Problem}
     * @param text     the very text that breaks it, where that is one of several of the thing; else empty
     */
    public record Finding(String code, Subject subject, String of, String value, String severity, String text) {
        public boolean isError() {
            return Problem.ERROR.equals(severity);
        }

        /** The offending value as far as a message can hold it. */
        public String shown() {
            return Checks.shown(value, LONGEST_SHOWN);
        }
    }

    /**
     * Most characters of a code or key, of a fact's name and of a choice. The engine keeps the ids that they end up in, a
     * group's with the ranks of all its levels, in columns of 255.
     */
    public static final int LONGEST_CODE = 100;
    /** Most characters of a name or title: the engine keeps them in columns of 255, some with a word of ours. */
    static final int LONGEST_NAME = Checks.TITLE;
    /** Most characters of any other text: the engine keeps an action's in a column of so many. */
    static final int LONGEST_TEXT = Checks.TEXT;
    /** Most levels of a plan: no known plan has more than six. */
    public static final int MOST_LEVELS = 12;
    /** Most response actions of a plan; Nanjing's has 54. */
    static final int MOST_ACTIONS = 1_000;
    /** Most conditions of all starting conditions; Nanjing's has 51. */
    static final int MOST_CONDITIONS = 1_000;
    /** Most units, choices or facts that one thing lists: the model keeps such a list as one value. */
    static final int LONGEST_LIST = 100;
    static final int LONGEST_SHOWN = 100;
    /** Longest of any length of time: the clock can count so far from any moment. */
    static final Duration LONGEST_TIME = Duration.ofDays(3660);
    /** Shortest interval: turns are opened by a sweep that comes round every few seconds. */
    static final Duration SHORTEST_INTERVAL = Duration.ofMinutes(1);

    // Possessive: what may be repeated without end must not be tried again, a call deeper for each time.
    /** Codes and keys end up in element ids and in conditions of the engine: nothing but these characters. */
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*+(?:-[a-z0-9]++)*+");
    /** They stand in addresses where a plan's key does, and mean other pages: no plan would be found under them. */
    private static final Set<String> RESERVED = Set.of("calendar", "library", "making", "new", "workbook");
    private static final Pattern LEVEL_CODE = Pattern.compile("[^\\s,|.]{1,20}");
    private static final Pattern FACT_NAME = Pattern.compile("[^\\s`|\"]([^`|\"\\v\\t]*[^\\s`|\"])?");
    private static final Pattern RULE_ID = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_.-]*");
    private static final Set<String> COLORS = Set.of("", "blue", "yellow", "orange", "red");

    private final Plan plan;
    private final KnownForms forms;
    private final List<Finding> findings = new ArrayList<>();
    /** The first of each key, as {@link Plan#action} finds it. */
    private final Map<String, Plan.Action> byKey = new HashMap<>();
    private final Map<String, Boolean> ends = new HashMap<>();

    private PlanRules(Plan plan, KnownForms forms) {
        this.plan = plan;
        this.forms = forms;
        plan.actions().forEach(action -> byKey.putIfAbsent(action.key(), action));
    }

    /** Whether this may be the id of a starting condition: it ends up as the id of a rule. */
    public static boolean isRuleId(String id) {
        return id.length() <= LONGEST_CODE && RULE_ID.matcher(id).matches();
    }

    /** Checks a plan whose forms were asked for when it came. */
    static List<Finding> check(Plan plan) {
        return check(plan, KnownForms.ANY);
    }

    /** @param forms those that there are for it */
    public static List<Finding> check(Plan plan, KnownForms forms) {
        PlanRules rules = new PlanRules(plan, forms);
        rules.checkPlan();
        rules.checkLevels();
        rules.checkHeadquarters();
        rules.checkFacts();
        rules.checkSituations();
        rules.checkWorkGroups();
        rules.checkTriggers();
        rules.checkOverlaps();
        rules.checkActions();
        rules.checkEnd();
        if (rules.findings.stream().noneMatch(Finding::isError)) {
            rules.checkSize();
        }
        return rules.findings;
    }

    /** Whether a text can be a code or key (代码). */
    public static boolean isCode(String text) {
        return text.length() <= LONGEST_CODE && KEY.matcher(text).matches();
    }

    private void checkPlan() {
        require(isCode(plan.key()), "bad-key", Subject.PLAN, plan.key(), plan.key());
        require(!RESERVED.contains(plan.key()), "reserved-key", Subject.PLAN, plan.key(), plan.key());
        require(!plan.name().isBlank(), "missing-name", Subject.PLAN, plan.key(), "");
        require(isCode(plan.hazard()), "missing-hazard", Subject.PLAN, plan.key(), plan.hazard());
        require(!plan.levels().isEmpty(), "no-levels", Subject.PLAN, plan.key(), "");
        require(!plan.actions().isEmpty(), "no-actions", Subject.PLAN, plan.key(), "");
        names(Subject.PLAN, plan.key(), plan.name());
        texts(Subject.PLAN, plan.key(), plan.source(), plan.notice(), plan.districtClause(),
                plan.about().drillClause());
        if (!plan.about().lead().isEmpty()) {
            unit(plan.about().lead(), Subject.PLAN, plan.key());
        }
        require(plan.about().drillEveryMonths() >= 0 && plan.about().drillEveryMonths() <= 1200, "bad-number",
                Subject.PLAN, plan.key(), String.valueOf(plan.about().drillEveryMonths()));
        usable(plan.writtenApprovalWithin(), Subject.PLAN, plan.key());
        if (plan.triggers().isEmpty()) {
            warn("no-triggers", Subject.PLAN, plan.key(), "");
        }
    }

    private void checkLevels() {
        Set<String> codes = new HashSet<>();
        Set<Integer> ranks = new HashSet<>();
        for (Plan.Level level : plan.levels()) {
            String code = level.code();
            require(LEVEL_CODE.matcher(code).matches(), "bad-level-code", Subject.LEVEL, code, code);
            require(codes.add(Normalizer.normalize(code, Normalizer.Form.NFKC)), "duplicate", Subject.LEVEL, code, code);
            require(codes.size() <= MOST_LEVELS, "too-many-levels", Subject.LEVEL, code, String.valueOf(MOST_LEVELS));
            // The ids of groups have room for four digits.
            require(level.rank() >= 1 && level.rank() <= 9999 && ranks.add(level.rank()), "bad-rank", Subject.LEVEL, code,
                    String.valueOf(level.rank()));
            require(!level.name().isBlank(), "missing-name", Subject.LEVEL, code, "");
            require(COLORS.contains(level.color()), "bad-color", Subject.LEVEL, code, level.color());
            require(level.automatic() || !level.authority().posts().isEmpty(), "missing-authority", Subject.LEVEL,
                    code, "");
            checkAuthority(code, level.authority());
            if (level.ending() != null) {
                require(!level.ending().posts().isEmpty(), "missing-authority", Subject.LEVEL, code, "");
                checkAuthority(code, level.ending());
            }
            // A level that starts by itself needs something to start and to end with.
            require(!level.automatic() || plan.triggers().stream().anyMatch(trigger -> trigger.level().equals(code)),
                    "automatic-without-trigger", Subject.LEVEL, code, "");
            names(Subject.LEVEL, code, code, level.name(), level.label());
            if (plan.actions().stream().noneMatch(
                    action -> action.phase() == Plan.Phase.ACTIVE && action.levels().containsKey(code))) {
                warn("level-without-actions", Subject.LEVEL, code, "");
            }
        }
    }

    private void checkAuthority(String level, Plan.Authority authority) {
        authority.posts().forEach(post -> require(Post.of(post).isPresent(), "bad-post", Subject.LEVEL, level, post));
        authority.delegated().forEach(post ->
                require(authority.posts().contains(post), "delegated-without-post", Subject.LEVEL, level, post));
        texts(Subject.LEVEL, level, authority.text(), authority.clause());
    }

    private void checkHeadquarters() {
        for (int i = 0; i < plan.headquarters().size(); i++) {
            Plan.Role role = plan.headquarters().get(i);
            String place = String.valueOf(i + 1);
            require(!role.title().isBlank(), "missing-name", Subject.ROLE, place, "");
            require(role.post().isEmpty() || Post.of(role.post()).isPresent(), "bad-post", Subject.ROLE, place,
                    role.post());
            names(Subject.ROLE, place, role.title());
            texts(Subject.ROLE, place, role.holder(), role.duty(), role.clause());
        }
        Set<String> units = new HashSet<>();
        for (Plan.Member member : plan.members()) {
            unit(member.unit(), Subject.MEMBER, member.unit());
            require(units.add(member.unit()), "duplicate", Subject.MEMBER, member.unit(), member.unit());
            require(!member.name().isBlank(), "missing-name", Subject.MEMBER, member.unit(), "");
            names(Subject.MEMBER, member.unit(), member.name());
            texts(Subject.MEMBER, member.unit(), member.duty(), member.clause());
        }
    }

    private void checkEnd() {
        for (int i = 0; i < plan.endConditions().size(); i++) {
            Plan.EndCondition end = plan.endConditions().get(i);
            String place = String.valueOf(i + 1);
            require(!end.text().isBlank(), "missing-name", Subject.END_CONDITION, place, "");
            end.levels().forEach(level ->
                    require(hasLevel(level), "unknown-level", Subject.END_CONDITION, place, level));
            distinct(end.levels(), Subject.END_CONDITION, place);
            texts(Subject.END_CONDITION, place, end.text(), end.clause());
        }
        for (int i = 0; i < plan.provisions().size(); i++) {
            Plan.Provision provision = plan.provisions().get(i);
            String place = String.valueOf(i + 1);
            require(!(provision.title() + provision.text()).isBlank(), "missing-name", Subject.PROVISION, place, "");
            names(Subject.PROVISION, place, provision.title());
            texts(Subject.PROVISION, place, provision.text(), provision.clause());
        }
    }

    private void checkFacts() {
        Set<String> names = new HashSet<>();
        for (Plan.Fact fact : plan.facts()) {
            String name = fact.name();
            require(name.length() <= LONGEST_CODE && FACT_NAME.matcher(name).matches(), "bad-fact-name", Subject.FACT,
                    name, name);
            require(names.add(name), "duplicate", Subject.FACT, name, name);
            boolean choice = fact.type() == Plan.FactType.CHOICE;
            require(choice != fact.choices().isEmpty(), choice ? "choices-missing" : "choices-unwanted", Subject.FACT,
                    name, "");
            distinct(fact.choices(), Subject.FACT, name);
            fact.choices().forEach(option -> require(!option.isBlank() && option.equals(option.strip())
                    && option.indexOf('|') < 0 && option.length() <= LONGEST_CODE, "bad-choice", Subject.FACT, name,
                    option));
            list(fact.choices(), "too-many-choices", Subject.FACT, name);
            names(Subject.FACT, name, name, fact.unit(), fact.group());
            texts(Subject.FACT, name, fact.note());
            fact.choices().forEach(option -> texts(Subject.FACT, name, option));
            checkComputation(fact);
        }
    }

    private void checkComputation(Plan.Fact fact) {
        Plan.Computation computation = fact.computation();
        if (computation == null) {
            return;
        }
        String name = fact.name();
        boolean overTime = computation.how().overTime();
        require(overTime == (computation.window() != null), overTime ? "window-missing" : "window-unwanted",
                Subject.FACT, name, "");
        usable(computation.window(), Subject.FACT, name);
        require(overTime ? computation.of().size() == 1 : computation.of().size() > 1,
                overTime ? "computed-of-one" : "computed-of-several", Subject.FACT, name, "");
        distinct(computation.of(), Subject.FACT, name);
        list(computation.of(), "too-many-sources", Subject.FACT, name);
        for (String of : computation.of()) {
            Plan.Fact source = plan.fact(of).orElse(null);
            if (source == null) {
                error("unknown-fact", Subject.FACT, name, of);
                continue;
            }
            require(source.computation() == null, "computed-of-computed", Subject.FACT, name, of);
            // Only what is held over a time can be a choice: neither sums nor orders of gravity mix.
            boolean same = source.type().numeric() && fact.type().numeric() && source.unit().equals(fact.unit())
                    || computation.how() == Plan.How.HELD && source.type() == Plan.FactType.CHOICE
                    && fact.type() == Plan.FactType.CHOICE && source.choices().equals(fact.choices());
            require(same, "computed-of-other-type", Subject.FACT, name, of);
        }
    }

    private void checkSituations() {
        Set<String> codes = new HashSet<>();
        for (Plan.Situation situation : plan.situations()) {
            String code = situation.code();
            require(isCode(code), "bad-key", Subject.SITUATION, code, code);
            require(codes.add(code), "duplicate", Subject.SITUATION, code, code);
            require(!situation.name().isBlank(), "missing-name", Subject.SITUATION, code, "");
            names(Subject.SITUATION, code, situation.name());
            texts(Subject.SITUATION, code, situation.clause());
        }
    }

    private void checkWorkGroups() {
        Set<String> codes = new HashSet<>();
        for (Plan.WorkGroup group : plan.workGroups()) {
            String code = group.code();
            require(isCode(code), "bad-key", Subject.WORK_GROUP, code, code);
            require(codes.add(code), "duplicate", Subject.WORK_GROUP, code, code);
            require(!group.name().isBlank(), "missing-name", Subject.WORK_GROUP, code, "");
            unit(group.lead(), Subject.WORK_GROUP, code);
            units(group.members(), group.lead(), Subject.WORK_GROUP, code);
            names(Subject.WORK_GROUP, code, group.name());
            texts(Subject.WORK_GROUP, code, group.task(), group.clause());
        }
    }

    private void checkTriggers() {
        Set<String> ids = new HashSet<>();
        int conditions = 0;
        for (Plan.Trigger trigger : plan.triggers()) {
            String id = trigger.id();
            boolean fitted = conditions <= MOST_CONDITIONS;
            conditions += trigger.conditions().size();
            require(!fitted || conditions <= MOST_CONDITIONS, "too-many-conditions", Subject.TRIGGER, id,
                    String.valueOf(MOST_CONDITIONS));
            require(isRuleId(id), "bad-key", Subject.TRIGGER, id, id);
            require(ids.add(id), "duplicate", Subject.TRIGGER, id, id);
            require(hasLevel(trigger.level()), "unknown-level", Subject.TRIGGER, id, trigger.level());
            situation(trigger.situation(), Subject.TRIGGER, id);
            names(Subject.TRIGGER, id, trigger.track());
            texts(Subject.TRIGGER, id, trigger.clause(), trigger.text());
            require(!trigger.conditions().isEmpty() && trigger.need() >= 1
                    && trigger.need() <= trigger.conditions().size(), "bad-need", Subject.TRIGGER, id,
                    String.valueOf(trigger.need()));
            for (int i = 0; i < trigger.conditions().size(); i++) {
                Plan.Condition condition = trigger.conditions().get(i);
                String conditionId = trigger.conditionId(i);
                require(trigger.conditions().indexOf(condition) == i, "duplicate", Subject.TRIGGER, conditionId,
                        condition.fact() + " " + condition.text(plan.fact(condition.fact()).map(Plan.Fact::unit)
                                .orElse("")));
                checkCondition(conditionId, condition);
            }
        }
    }

    private void checkCondition(String id, Plan.Condition condition) {
        Plan.Fact fact = plan.fact(condition.fact()).orElse(null);
        if (fact == null) {
            error("unknown-fact", Subject.TRIGGER, id, condition.fact());
            return;
        }
        Band band = condition.band();
        boolean fits = switch (fact.type()) {
            case NUMBER, COUNT -> band != null && condition.choice() == null;
            case CHOICE -> band == null && fact.choices().contains(String.valueOf(condition.choice()));
            case BOOLEAN, JUDGEMENT -> band == null && Set.of("true", "false")
                    .contains(String.valueOf(condition.choice()));
        };
        require(fits, "bad-condition", Subject.TRIGGER, id, fact.name());
        boolean held = fact.computation() != null && fact.computation().how() == Plan.How.HELD;
        // What is held is the least value: below a bound it was at some time, not throughout.
        require(!held || band == null || band.from() != null, "held-without-lower-end", Subject.TRIGGER, id,
                fact.name());
        require(band == null || !band.isEmpty(), "empty-band", Subject.TRIGGER, id,
                band == null ? "" : band.text(fact.unit()));
    }

    /**
     * Bands of one fact that alone propose different levels must not share a value, unless the lower level's band has
     * no far end (≥ 50 at one level, ≥ 100 at the next): there the higher level counts.
     */
    private void checkOverlaps() {
        if (plan.triggers().size() > MOST_CONDITIONS) {
            // Told already; and each is compared with each.
            return;
        }
        for (Plan.Trigger one : plan.triggers()) {
            for (Plan.Trigger other : plan.triggers()) {
                if (one.need() > 1 || other.need() > 1 || !hasLevel(one.level()) || !hasLevel(other.level())
                        || rank(one) >= rank(other)) {
                    continue;
                }
                checkOverlaps(one, other);
            }
        }
    }

    private void checkOverlaps(Plan.Trigger lower, Plan.Trigger higher) {
        for (int i = 0; i < lower.conditions().size(); i++) {
            Plan.Condition low = lower.conditions().get(i);
            for (int j = 0; j < higher.conditions().size(); j++) {
                Plan.Condition high = higher.conditions().get(j);
                if (low.fact().equals(high.fact()) && low.band() != null && high.band() != null
                        && low.band().from() != null && low.band().to() != null && overlap(low.band(), high.band())) {
                    error("overlapping-bands", Subject.TRIGGER, higher.conditionId(j), lower.conditionId(i));
                }
            }
        }
    }

    private static boolean overlap(Band one, Band other) {
        return startsBeforeEnd(one, other) && startsBeforeEnd(other, one);
    }

    private static boolean startsBeforeEnd(Band one, Band other) {
        BigDecimal start = one.from();
        BigDecimal end = other.to();
        if (start == null || end == null) {
            return true;
        }
        int order = start.compareTo(end);
        return order < 0 || order == 0 && one.fromClosed() && other.toClosed();
    }

    private void checkActions() {
        Set<String> keys = new HashSet<>();
        for (Plan.Action action : plan.actions()) {
            String key = action.key();
            require(isCode(key), "bad-key", Subject.ACTION, key, key);
            require(keys.add(key), "duplicate", Subject.ACTION, key, key);
            require(keys.size() != MOST_ACTIONS + 1, "too-many-actions", Subject.ACTION, key,
                    String.valueOf(MOST_ACTIONS));
            require(!action.title().isBlank(), "missing-name", Subject.ACTION, key, "");
            if (action.everyDistrict()) {
                require(action.unit().isEmpty(), "unit-with-districts", Subject.ACTION, key, action.unit());
            } else if (action.unit().isEmpty()) {
                error("unit-missing", Subject.ACTION, key, "");
            } else {
                unit(action.unit(), Subject.ACTION, key);
            }
            units(action.supporting(), action.unit(), Subject.ACTION, key);
            situation(action.situation(), Subject.ACTION, key);
            require(action.workGroup().isEmpty() || plan.workGroups().stream()
                    .anyMatch(group -> group.code().equals(action.workGroup())), "unknown-work-group", Subject.ACTION,
                    key, action.workGroup());
            form(action);
            names(Subject.ACTION, key, action.title());
            texts(Subject.ACTION, key, action.text(), action.clause(), action.evidence());
            require(!action.levels().isEmpty(), "action-without-levels", Subject.ACTION, key, "");
            require((action.since() == Plan.Since.ACTION) != action.after().isEmpty(), "after-unwanted",
                    Subject.ACTION, key, action.after());
            require(action.since() != Plan.Since.ACTION || waitsForAnother(action), "bad-after", Subject.ACTION, key,
                    action.after());
            require(action.since() == Plan.Since.OPENING || !action.recurs(), "recurring-since", Subject.ACTION, key,
                    "");
            checkCumulative(action);
            Set<Plan.Terms> told = new HashSet<>();
            action.levels().forEach((level, terms) -> {
                checkTerms(action, level, terms);
                // Terms that a level has from the one below are told of once, where they are written.
                if (told.add(terms)) {
                    checkTimes(key, level, terms);
                }
            });
            require(action.kind() != Plan.Kind.RECURRING || action.levels().isEmpty()
                            || action.levels().values().stream().anyMatch(terms -> terms.every() != null),
                    "recurring-without-interval", Subject.ACTION, key, "");
        }
    }

    private void form(Plan.Action action) {
        if (action.form().isEmpty()) {
            return;
        }
        if (!isCode(action.form())) {
            error("bad-key", Subject.ACTION, action.key(), action.form());
        } else if (!forms.known(plan.key(), action.form())) {
            error("unknown-form", Subject.ACTION, action.key(), action.form());
        }
    }

    /** The times of an action may wait for another's completion, but not in a circle, and not for what never ends. */
    private boolean waitsForAnother(Plan.Action action) {
        Plan.Action after = byKey.get(action.after());
        return after != null && after.kind() != Plan.Kind.STANDING && !after.recurs() && after.phase() == action.phase()
                && comesToAnEnd(action);
    }

    /** Whether the row of actions that this one waits for ends with one that waits for none; each is walked once. */
    private boolean comesToAnEnd(Plan.Action action) {
        List<String> walked = new ArrayList<>();
        Plan.Action at = action;
        while (at != null && at.since() == Plan.Since.ACTION && !ends.containsKey(at.key())) {
            // Until it is known better, whoever meets it again has gone in a circle.
            ends.put(at.key(), false);
            walked.add(at.key());
            at = byKey.get(at.after());
        }
        boolean end = at != null && (at.since() != Plan.Since.ACTION || ends.get(at.key()));
        walked.forEach(key -> ends.put(key, end));
        return ends.getOrDefault(action.key(), end);
    }

    private void checkCumulative(Plan.Action action) {
        boolean begun = false;
        for (Plan.Level level : plan.levels()) {
            boolean applies = action.levels().containsKey(level.code());
            if (begun && !applies && plan.about().cumulative() && action.phase() == Plan.Phase.ACTIVE) {
                warn("not-cumulative", Subject.ACTION, action.key(), level.code());
                return;
            }
            begun |= applies;
        }
    }

    private void checkTerms(Plan.Action action, String level, Plan.Terms terms) {
        String key = action.key();
        require(hasLevel(level), "unknown-level", Subject.ACTION, key, level);
        require(terms.receiptWithin() != null, "missing-receipt", Subject.ACTION, key, level);
        texts(Subject.ACTION, key, terms.note());
        boolean mayRecur = action.kind() == Plan.Kind.RECURRING || action.kind() == Plan.Kind.REPORT;
        require(terms.every() == null || mayRecur, "interval-unwanted", Subject.ACTION, key, level);
        if (action.kind() == Plan.Kind.ONCE && terms.dueWithin() == null) {
            warn("missing-due", Subject.ACTION, key, level);
        }
        if (action.kind() == Plan.Kind.STANDING && terms.dueWithin() != null) {
            warn("standing-with-due", Subject.ACTION, key, level);
        }
    }

    private void checkTimes(String key, String level, Plan.Terms terms) {
        require(usable(terms.receiptWithin()), "receipt-out-of-range", Subject.ACTION, key, level);
        require(usable(terms.dueWithin()), "due-out-of-range", Subject.ACTION, key, level);
        require(usable(terms.every()) && (terms.every() == null || terms.every().compareTo(SHORTEST_INTERVAL) >= 0),
                "interval-out-of-range", Subject.ACTION, key, level);
    }

    private void unit(String code, Subject subject, String of) {
        require(isCode(code), "bad-unit", subject, of, code);
    }

    private void units(List<String> codes, String lead, Subject subject, String of) {
        list(codes, "too-many-units", subject, of);
        codes.forEach(code -> unit(code, subject, of));
        codes.forEach(code -> require(!code.equals(lead), "lead-is-supporting", subject, of, code));
        distinct(codes, subject, of);
    }

    /** Whatever stands there a second time is named. */
    private void distinct(List<String> values, Subject subject, String of) {
        Set<String> seen = new HashSet<>();
        values.stream().filter(value -> !seen.add(value)).distinct()
                .forEach(value -> error("duplicate", subject, of, value));
    }

    private void situation(String code, Subject subject, String of) {
        require(code.isEmpty() || plan.situation(code).isPresent(), "unknown-situation", subject, of, code);
    }

    private void usable(Duration duration, Subject subject, String of) {
        require(usable(duration), "bad-duration", subject, of, String.valueOf(duration));
    }

    /** Whole seconds, which are kept, above zero and no longer than anything that a plan means. */
    private static boolean usable(Duration duration) {
        return duration == null || !duration.isNegative() && !duration.isZero() && duration.getNano() == 0
                && duration.compareTo(LONGEST_TIME) <= 0;
    }

    /** What a plan compiles to must be read again, by us and by the engine. */
    private void checkSize() {
        Models models = PlanCompiler.write(plan);
        fits(models.bpmn(), "process-too-large", String.valueOf(plan.actions().size()));
        int conditions = plan.triggers().stream().mapToInt(trigger -> trigger.conditions().size()).sum();
        fits(models.dmn(), "decisions-too-large", conditions + " × " + DecisionModel.columns(plan).size());
    }

    private void fits(String model, String code, String value) {
        try {
            XmlElement.parse(model);
        } catch (XmlElement.Refused e) {
            if (!e.code().equals(XmlElement.TOO_LARGE)) {
                throw new IllegalStateException(e);
            }
            error(code, Subject.PLAN, plan.key(), value);
        }
    }

    private void list(List<String> items, String code, Subject subject, String of) {
        require(items.size() <= LONGEST_LIST, code, subject, of, String.valueOf(LONGEST_LIST));
    }

    private void names(Subject subject, String of, String... names) {
        texts(LONGEST_NAME, subject, of, names);
    }

    private void texts(Subject subject, String of, String... texts) {
        texts(LONGEST_TEXT, subject, of, texts);
    }

    /** Characters that XML 1.0 can't hold are refused, not dropped. */
    private void texts(int longest, Subject subject, String of, String... texts) {
        for (String text : texts) {
            if (text.codePointCount(0, text.length()) > longest) {
                findings.add(new Finding("too-long", subject, of, String.valueOf(longest), Problem.ERROR, text));
            }
            boolean clean = text.codePoints().allMatch(c -> c == '\t' || c == '\n' || c == '\r'
                    || c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000);
            require(clean, "bad-character", subject, of, "");
            // The engine takes names and descriptions of tasks for expressions, and would run them.
            require(!text.contains("${") && !text.contains("#{"), "expression-in-text", subject, of, "");
        }
    }

    private boolean hasLevel(String code) {
        return plan.levels().stream().anyMatch(level -> level.code().equals(code));
    }

    private int rank(Plan.Trigger trigger) {
        return plan.level(trigger.level()).orElseThrow().rank();
    }

    private void require(boolean holds, String code, Subject subject, String of, String value) {
        if (!holds) {
            error(code, subject, of, value);
        }
    }

    private void error(String code, Subject subject, String of, String value) {
        findings.add(new Finding(code, subject, of, value, Problem.ERROR, ""));
    }

    private void warn(String code, Subject subject, String of, String value) {
        findings.add(new Finding(code, subject, of, value, Problem.WARNING, ""));
    }
}
