package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanRules.Subject;

/** Reads 响应分级 and 启动权限, and finds the level that any cell means. */
class LevelSheets {

    private static final Pattern ROMAN = Pattern.compile("[ＩＶＸ]{1,4}");
    private static final List<String> ROMANS =
            List.of("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ");

    private final OpenBook book;
    private final Cells cells;
    private final Places places;
    private final Map<String, Line> authorities = new HashMap<>();
    private List<Plan.Level> levels;
    private boolean authorityLost;

    LevelSheets(OpenBook book) {
        this.book = book;
        cells = book.cells;
        places = book.places;
        levels = read();
    }

    /** The lowest first. */
    List<Plan.Level> all() {
        return levels;
    }

    /** The line that says who decides a level; null when there is none. */
    Line authority(String level) {
        return authorities.get(level);
    }

    /** Whether some line of 启动权限 does not say of which level it is. */
    boolean isAuthorityLost() {
        return authorityLost || book.unsure(Sheet.AUTHORITY, Column.LEVEL);
    }

    private List<Plan.Level> read() {
        List<Plan.Level> read = new ArrayList<>();
        for (Line line : book.lines(Sheet.LEVELS)) {
            String code = levelCode(line.text(Column.LEVEL));
            if (code.isEmpty()) {
                line.entry(Column.LEVEL).error("level-without-code", "", "");
            } else if (places.isNew(Subject.LEVEL, code, line, Column.LEVEL, code)) {
                String color = cells.word(line.entry(Column.COLOR), Words.COLORS, String.class, "", false).orElse("");
                read.add(new Plan.Level(code, line.raw(Column.NAME), line.raw(Column.LABEL), color,
                        cells.whole(line.entry(Column.RANK), 0),
                        cells.word(line.entry(Column.AUTOMATIC), Words.YES_NO, Boolean.class, false, false)
                                .orElse(false),
                        new Plan.Authority(List.of(), List.of(), "", ""), null));
            }
        }
        read.sort(Comparator.comparingInt(Plan.Level::rank));
        return read;
    }

    /** Full-width letters mean the numeral: ＩＩ is Ⅱ. */
    private String levelCode(String written) {
        if (ROMAN.matcher(written).matches()) {
            String plain = Amounts.normal(written);
            return ROMANS.stream().filter(roman -> Amounts.normal(roman).equals(plain)).findFirst().orElse(plain);
        }
        return written;
    }

    /** The level meant by its code or name, in whatever writing: Ⅱ, II, ＩＩ, Ⅱ级, 二级. */
    Optional<Plan.Level> find(String written) {
        String wanted = Amounts.normal(written);
        for (Function<Plan.Level, String> by : List.<Function<Plan.Level, String>>of(Plan.Level::code,
                level -> level.code() + Words.GRADE, Plan.Level::name)) {
            List<Plan.Level> found =
                    levels.stream().filter(level -> Amounts.normal(by.apply(level)).equals(wanted)).toList();
            if (found.size() == 1) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    /** Codes of all levels, for messages. */
    String codes() {
        return String.join(Words.LIST, levels.stream().map(Plan.Level::code).toList());
    }

    /** Code of the level in a cell that must name one. */
    Optional<String> level(Entry entry) {
        if (entry.text().isEmpty()) {
            entry.error("level-empty", "", codes());
            return Optional.empty();
        }
        return level(entry, entry.text());
    }

    /** Code of one of the levels in a cell. */
    Optional<String> level(Entry entry, String written) {
        Optional<Plan.Level> level = find(written);
        if (level.isEmpty() && !book.unsure(Sheet.LEVELS, Column.LEVEL)) {
            entry.error("unknown-level", Problems.shortened(written), codes());
        }
        return level.map(Plan.Level::code);
    }

    /** Reads 启动权限: the levels know from then on who decides them. */
    void readAuthorities() {
        Map<String, Plan.Level> read = new LinkedHashMap<>();
        levels.forEach(level -> read.put(level.code(), level));
        for (Line line : book.lines(Sheet.AUTHORITY)) {
            String code = level(line.entry(Column.LEVEL)).orElse(null);
            if (code == null) {
                authorityLost = true;
                continue;
            }
            if (authorities.putIfAbsent(code, line) != null) {
                line.entry(Column.LEVEL).error("duplicate-row", code, authorities.get(code).at(Column.LEVEL));
                continue;
            }
            Set<String> byDelegation = new LinkedHashSet<>();
            List<String> posts = cells.posts(line.entry(Column.POSTS), byDelegation);
            byDelegation.addAll(cells.posts(line.entry(Column.DELEGATED), new HashSet<>()));
            Plan.Authority launch = new Plan.Authority(posts, List.copyOf(byDelegation), line.raw(Column.TEXT),
                    line.raw(Column.CLAUSE));
            Set<String> delegated = new LinkedHashSet<>();
            List<String> endingPosts = cells.posts(line.entry(Column.ENDING_POSTS), delegated);
            String text = line.raw(Column.ENDING_TEXT);
            String clause = line.raw(Column.ENDING_CLAUSE);
            if (endingPosts.isEmpty() && !(text + clause).isBlank()) {
                line.entry(Column.ENDING_POSTS).error("ending-without-posts", code, "");
            }
            Plan.Level level = read.get(code);
            read.put(code, new Plan.Level(code, level.name(), level.label(), level.color(), level.rank(),
                    level.automatic(), launch,
                    endingPosts.isEmpty() ? null : new Plan.Authority(endingPosts, List.copyOf(delegated), text,
                    clause)));
        }
        levels = List.copyOf(read.values());
    }
}
