package org.fengsui.plan;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.database.Rows;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.springframework.context.MessageSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps what the library ({@link PlanLibrary}) shows and searches of a version: its entry, and every line that can be
 * found, with the place on the plan's page where it stands.
 */
@Component
class PlanEntries {

    /** Rises with every change of what is kept: entries of another number are made anew at the next start. */
    private static final int FORMAT = 2;
    private static final String EVERY_DISTRICT = "*";
    private static final String SEPARATOR = "\u001f";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final Organization organization;
    private final MessageSource messages;

    PlanEntries(JdbcClient jdbc, JdbcTemplate batches, Organization organization, MessageSource messages) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.organization = organization;
        this.messages = messages;
    }

    /** One line that can be found. */
    private record Line(String kind, String place, String title, String text) {
        String search() {
            return normal(title + SEPARATOR + text);
        }
    }

    /**
     * What an entry is made of: names of units stand in it, so that it is made anew when they change.
     *
     * @param duties of the entry, as {@link #duties} tells
     */
    String madeOf(String digest, String lead, Collection<String> duties) {
        return FORMAT + " " + digest + " " + Stream.concat(Stream.of(lead), duties.stream()).distinct().sorted()
                .map(code -> organization.unit(code).map(unit -> code + unit.name() + unit.nameEn()).orElse("")).toList()
                .hashCode();
    }

    /** Codes of the units that a plan gives something to do; with {@value #EVERY_DISTRICT} where it does to every district. */
    private static Set<String> duties(Plan plan) {
        Set<String> duties = new TreeSet<>();
        plan.members().forEach(member -> duties.add(member.unit()));
        plan.actions().forEach(action -> {
            duties.add(action.everyDistrict() ? EVERY_DISTRICT : action.unit());
            duties.addAll(action.supporting());
        });
        plan.workGroups().forEach(group -> {
            duties.add(group.lead());
            duties.addAll(group.members());
        });
        duties.remove("");
        return duties;
    }

    /** With any of which among its duties an entry concerns a unit. */
    static List<String> dutiesOf(Unit unit) {
        return unit.isDistrict() ? List.of(unit.code(), EVERY_DISTRICT) : List.of(unit.code());
    }

    /** Keeps the entry of a version, in the place of what it had. The caller holds the lock of the plan. */
    @Transactional
    void keep(Plan plan, int version, String digest) {
        List<Line> lines = lines(plan);
        List<String> searched = lines.stream().map(Line::search).toList();
        Set<String> grams = new LinkedHashSet<>();
        searched.forEach(line -> grams.addAll(grams(line)));
        Plan.About about = plan.about();
        Set<String> duties = duties(plan);
        jdbc.sql("delete from plan_entry where plan_key = ? and version = ?").params(plan.key(), version).update();
        jdbc.sql("""
                insert into plan_entry (plan_key, version, made_of, type, tier, lead, source, notice, cumulative, drill_months,
                    drill_clause, duties, levels, actions, text, grams)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(plan.key(), version, madeOf(digest, about.lead(), duties), code(about.type()), code(about.tier()),
                        about.lead(), about.source(), about.notice(), about.cumulative(), about.drillEveryMonths(),
                        about.drillClause(), Rows.texts(duties),
                        Rows.texts(plan.levels().stream().map(PlanEntries::packed).toList()), plan.actions().size(),
                        String.join("\n", searched), Rows.texts(grams))
                .update();
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            rows.add(new Object[] {plan.key(), version, i, line.kind(), line.place(), line.title(), line.text(),
                    searched.get(i)});
        }
        batches.batchUpdate("""
                insert into plan_line (plan_key, version, line, kind, place, title, text, search)
                values (?, ?, ?, ?, ?, ?, ?, ?)""", rows);
    }

    /** In one width and small letters, without spaces: {@code ≥ 8.70} is found as {@code ≥8.70}, {@code Ⅱ} as {@code ii}. */
    static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).replaceAll("(?U)\\s+", "")
                .replace("\0", "");
    }

    /** The letters of a text and their pairs. A text of one or two letters is its own and only gram that matters. */
    static Set<String> grams(String text) {
        Set<String> grams = new LinkedHashSet<>();
        int[] letters = text.codePoints().toArray();
        for (int i = 0; i < letters.length; i++) {
            grams.add(new String(letters, i, 1));
            if (i + 1 < letters.length) {
                grams.add(new String(letters, i, 2));
            }
        }
        return grams;
    }

    static String packed(Plan.Level level) {
        return String.join(SEPARATOR, level.code(), level.name(), level.label(), level.color(),
                String.valueOf(level.rank()));
    }

    static Plan.Level unpacked(String packed) {
        String[] parts = packed.split(SEPARATOR, -1);
        // Only named and coloured here: who decides it stands in the plan itself.
        return new Plan.Level(parts[0], parts[1], parts[2], parts[3], Integer.parseInt(parts[4]), false,
                new Plan.Authority(List.of(), List.of(), "", ""), null);
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private List<Line> lines(Plan plan) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("name", "about", plan.name(), joined(plan.source(), hazard(plan, Locale.CHINESE),
                hazard(plan, Locale.ENGLISH), unit(plan.about().lead()))));
        plan.levels().forEach(level -> lines.add(new Line("level", "levels", level.name() + " " + level.code(),
                joined(level.label(), level.authority().text(), level.authority().clause()))));
        plan.headquarters().forEach(role -> lines.add(new Line("role", "headquarters", role.title(),
                joined(role.holder(), role.duty(), role.clause()))));
        plan.members().forEach(member -> lines.add(new Line("member", "members",
                member.name().isEmpty() ? organization.name(member.unit(), Locale.CHINESE) : member.name(),
                joined(member.duty(), member.clause(), other(member.unit())))));
        for (Plan.Trigger trigger : plan.triggers()) {
            lines.add(new Line("trigger", "trigger-" + trigger.id(),
                    plan.level(trigger.level()).map(Plan.Level::name).orElse(trigger.level()),
                    joined(trigger.conditions().stream().map(condition -> condition.fact() + " " + condition.text(
                                    plan.fact(condition.fact()).map(Plan.Fact::unit).orElse(""))).collect(Collectors.joining("；")),
                            trigger.text(), trigger.track(), trigger.clause())));
        }
        for (Plan.Action action : plan.actions()) {
            lines.add(new Line("action", "action-" + action.key(), action.title(), joined(
                    action.text().equals(action.title()) ? "" : action.text(), unit(action.unit()),
                    units(action.supporting()), action.evidence(), action.clause())));
        }
        plan.workGroups().forEach(group -> lines.add(new Line("group", "groups", group.name(),
                joined(unit(group.lead()), units(group.members()), group.task(), group.clause()))));
        plan.endConditions().forEach(end -> lines.add(new Line("end", "ending", end.text(), end.clause())));
        plan.provisions().forEach(provision -> lines.add(new Line("provision", "provisions", provision.title(),
                joined(provision.text(), provision.clause()))));
        return lines;
    }

    private String hazard(Plan plan, Locale locale) {
        return messages.getMessage("page.hazard." + plan.hazard(), null, plan.hazard(), locale);
    }

    /** A unit by both its names: the reader types either. */
    private String unit(String code) {
        return code.isEmpty() ? "" : organization.name(code, Locale.CHINESE) + other(code);
    }

    private String other(String code) {
        return organization.unit(code).map(unit -> unit.nameEn().isEmpty() ? "" : " " + unit.nameEn()).orElse("");
    }

    private String units(Collection<String> codes) {
        return codes.stream().map(this::unit).collect(Collectors.joining("、"));
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(Objects::nonNull).filter(part -> !part.isEmpty()).collect(Collectors.joining(" · "));
    }
}
