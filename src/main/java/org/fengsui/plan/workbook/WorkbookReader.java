package org.fengsui.plan.workbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.fengsui.organization.Post;
import org.fengsui.plan.Band;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanRules;
import org.fengsui.plan.PlanRules.Subject;
import org.fengsui.plan.Problem;
import org.fengsui.plan.Reading;
import org.springframework.context.MessageSource;

/**
 * Reads a plan from its workbook (预案工作簿), or tells all problems at once, each with sheet and cell, e.g.
 * {@code 启动条件!F12}, and what to do. What officers may write in each cell stands in {@code docs/workbook.md}.
 */
class WorkbookReader {

    /** Where a problem of the file as a whole stands. */
    static final String WHOLE_FILE = "xlsx";

    private static final Pattern ROMAN = Pattern.compile("[ＩＶＸ]{1,4}");
    private static final List<String> ROMANS =
            List.of("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ");
    private static final int MOST_PROBLEMS = 500;
    /** What is missing because rows of these sheets could not be read is not told a second time. */
    private static final Map<String, List<Sheet>> FOLLOWS_FROM = Map.of("no-triggers", List.of(Sheet.TRIGGERS),
            "automatic-without-trigger", List.of(Sheet.TRIGGERS, Sheet.FACTS),
            "no-actions", List.of(Sheet.ACTIONS, Sheet.REPORTS, Sheet.LEVELS),
            "level-without-actions", List.of(Sheet.ACTIONS, Sheet.REPORTS), "no-levels", List.of(Sheet.LEVELS),
            "missing-authority", List.of(Sheet.AUTHORITY), "unknown-fact", List.of(Sheet.FACTS),
            "bad-after", List.of(Sheet.ACTIONS, Sheet.REPORTS));

    private final MessageSource messages;
    private final Names site;

    /** @param site units of the site by code */
    WorkbookReader(MessageSource messages, Names site) {
        this.messages = messages;
        this.site = site;
    }

    /**
     * @param forms  those that the plan may name
     * @param locale language of the problems' messages
     */
    Reading read(byte[] content, KnownForms forms, Locale locale) {
        Work work = new Work(forms, locale);
        try {
            return work.read(XlsxFile.read(content));
        } catch (XlsxFile.Refused refused) {
            work.add(WHOLE_FILE, refused.code(), Problem.ERROR, refused.value(), "");
            return new Reading(Optional.empty(), work.problems);
        }
    }

    /** One reading. */
    private class Work {

        private final KnownForms forms;
        private final Locale locale;
        private final List<Problem> problems = new ArrayList<>();
        private final Set<String> wrong = new HashSet<>();
        private final Set<String> wrongSheets = new HashSet<>();
        private final Map<Sheet, Table> tables = new EnumMap<>(Sheet.class);
        private final Map<Subject, Map<String, Row>> places = new EnumMap<>(Subject.class);
        private final Map<Subject, Map<String, String>> titles = new EnumMap<>(Subject.class);
        private final Map<String, Row> authorities = new HashMap<>();
        private final Map<Item, Row> items = new EnumMap<>(Item.class);
        private final Names units = new Names(site, PlanRules::isCode);
        private final Names situations = new Names(null);
        private final Names groups = new Names(null);
        private final Names actions = new Names(null);
        private List<Plan.Level> levels = new ArrayList<>();
        private final Map<String, Plan.Fact> facts = new LinkedHashMap<>();
        private final Map<String, String> factNames = new HashMap<>();
        private final List<Plan.Member> members = new ArrayList<>();
        private final Set<String> added = new HashSet<>();

        Work(KnownForms forms, Locale locale) {
            this.forms = forms;
            this.locale = locale;
        }

        Reading read(Map<String, XlsxFile.Raw> raw) {
            open(raw);
            if (tables.size() < Sheet.values().length) {
                return new Reading(Optional.empty(), problems);
            }
            Plan plan = plan();
            rules(plan);
            for (Table table : tables.values()) {
                table.unreadCells();
            }
            boolean usable = problems.stream().noneMatch(Problem::isError);
            return new Reading(usable ? Optional.of(plan) : Optional.empty(), sorted());
        }

        private List<Problem> sorted() {
            List<String> sheets = List.of(Sheet.values()).stream().map(sheet -> sheet.title).toList();
            return problems.stream().sorted(Comparator.comparing((Problem problem) -> !problem.isError())
                    .thenComparing(problem -> sheets.indexOf(sheetOf(problem.where())))
                    .thenComparing(problem -> rowOf(problem.where()))).toList();
        }

        // --- sheets and heads -------------------------------------------------------------------------------------

        private void open(Map<String, XlsxFile.Raw> raw) {
            Map<Sheet, XlsxFile.Raw> found = new EnumMap<>(Sheet.class);
            raw.forEach((title, cells) -> {
                Sheet sheet = Sheet.of(title).orElse(null);
                if (sheet == null) {
                    if (!cells.rows().isEmpty()) {
                        add(title, "unknown-sheet", Problem.WARNING, title, "");
                    }
                } else if (found.put(sheet, cells) != null) {
                    add(title, "duplicate-sheet", Problem.ERROR, title, "");
                }
            });
            for (Sheet sheet : Sheet.values()) {
                if (!found.containsKey(sheet)) {
                    add(sheet.title, "missing-sheet", Problem.ERROR, sheet.title, "");
                } else if (!sheet.hasTerms()) {
                    tables.put(sheet, new Table(sheet, found.get(sheet)));
                }
            }
            if (found.size() == Sheet.values().length) {
                levels = levels();
                tables.put(Sheet.ACTIONS, new Table(Sheet.ACTIONS, found.get(Sheet.ACTIONS)));
                tables.put(Sheet.REPORTS, new Table(Sheet.REPORTS, found.get(Sheet.REPORTS)));
            }
        }

        /** A sheet with its heads found. */
        private class Table {
            private final Sheet sheet;
            private final TreeMap<Integer, TreeMap<Integer, XlsxFile.Cell>> cells;
            private final Map<Column, Integer> columns = new EnumMap<>(Column.class);
            private final Map<String, Map<Sheet.Term, Integer>> terms = new LinkedHashMap<>();
            private final Set<Integer> known = new HashSet<>();
            private final List<Row> rows = new ArrayList<>();

            Table(Sheet sheet, XlsxFile.Raw raw) {
                this.sheet = sheet;
                cells = raw.rows();
                spread(raw.merged());
                heads();
                for (Map.Entry<Integer, TreeMap<Integer, XlsxFile.Cell>> entry : cells.entrySet()) {
                    if (entry.getKey() > 0 && !example(entry.getKey(), entry.getValue())) {
                        rows.add(new Row(this, entry.getKey(), entry.getValue()));
                    }
                }
            }

            private String at(int row, int column) {
                return sheet.title + "!" + CellReference.convertNumToColString(column) + (row + 1);
            }

            /** Cells merged downwards all say what the first says; merged across columns they would say two things. */
            private void spread(List<CellRangeAddress> merged) {
                for (CellRangeAddress range : merged) {
                    int first = range.getFirstRow();
                    int column = range.getFirstColumn();
                    String where = at(first, column);
                    XlsxFile.Cell value = cells.getOrDefault(first, new TreeMap<>()).get(column);
                    boolean others = false;
                    for (TreeMap<Integer, XlsxFile.Cell> row : cells.subMap(first, range.getLastRow() + 1).values()) {
                        others |= row.subMap(column, range.getLastColumn() + 1).values().stream()
                                .anyMatch(cell -> cell != value);
                    }
                    if (others || first == 0 || column != range.getLastColumn() && value != null) {
                        add(where, "merged-columns", Problem.ERROR, range.formatAsString(), "");
                    } else if (value != null) {
                        add(where, "merged-rows", Problem.WARNING, range.formatAsString(), value.text());
                        cells.subMap(first + 1, range.getLastRow() + 1).values()
                                .forEach(row -> row.put(column, value));
                    }
                }
            }

            private void heads() {
                Map<String, Column> byTitle = new HashMap<>();
                sheet.heads.forEach(head -> byTitle.put(head.column().title, head.column()));
                for (Map.Entry<Integer, XlsxFile.Cell> head : cells.getOrDefault(0, new TreeMap<>()).entrySet()) {
                    String title = Amounts.normal(head.getValue().text());
                    String where = at(0, head.getKey());
                    Column column = byTitle.get(title);
                    known.add(head.getKey());
                    if (column != null) {
                        if (columns.putIfAbsent(column, head.getKey()) != null) {
                            add(where, "duplicate-column", Problem.ERROR, title, "");
                        }
                    } else if (!sheet.hasTerms() || !termHead(title, head.getKey(), where)) {
                        add(where, "unknown-column", columnFilled(head.getKey()) ? Problem.ERROR : Problem.WARNING,
                                title, "");
                    }
                }
                sheet.heads.stream().filter(head -> !columns.containsKey(head.column())).forEach(head ->
                        add(sheet.title, "missing-column", Problem.ERROR, head.column().title, ""));
                if (sheet.hasTerms()) {
                    levels.stream().filter(level -> terms.getOrDefault(level.code(), Map.of()).size()
                            < Sheet.Term.values().length).forEach(level -> add(sheet.title, "missing-level-columns",
                            Problem.ERROR, level.code(), ""));
                }
            }

            private boolean columnFilled(int column) {
                return cells.tailMap(sheet.firstRow() - 1).values().stream().anyMatch(row -> row.containsKey(column));
            }

            private boolean termHead(String title, int column, String where) {
                for (Sheet.Term term : Sheet.Term.values()) {
                    if (title.endsWith(term.title) && title.length() > term.title.length()) {
                        String written = title.substring(0, title.length() - term.title.length()).strip();
                        Plan.Level level = findLevel(written).orElse(null);
                        if (level == null) {
                            // The columns of a level that the plan no longer has may stay, while they are empty.
                            if (columnFilled(column)) {
                                add(where, "unknown-level", Problem.ERROR, written, levelCodes());
                            }
                        } else if (terms.computeIfAbsent(level.code(), any -> new EnumMap<>(Sheet.Term.class))
                                .putIfAbsent(term, column) != null) {
                            add(where, "duplicate-column", Problem.ERROR, title, "");
                        }
                        return true;
                    }
                }
                return false;
            }

            private boolean example(int row, TreeMap<Integer, XlsxFile.Cell> values) {
                XlsxFile.Cell first = values.get(0);
                if (!sheet.hasExample() || first == null || !Words.isExample(first.text())) {
                    return false;
                }
                if (row != 1) {
                    add(at(row, 0), "example-row", Problem.WARNING, String.valueOf(row + 1), "");
                    return true;
                }
                Map<Integer, String> ours = new HashMap<>();
                sheet.heads.forEach(head -> ours.put(columns.getOrDefault(head.column(), -1), head.example()));
                boolean changed = values.entrySet().stream().anyMatch(cell -> ours.containsKey(cell.getKey())
                        && !cell.getValue().text().equals(ours.get(cell.getKey())));
                if (changed) {
                    add(at(row, 0), "example-row", Problem.WARNING, "2", "");
                }
                return true;
            }

            /** What stands beyond the heads has no meaning. */
            void unreadCells() {
                for (Map.Entry<Integer, TreeMap<Integer, XlsxFile.Cell>> row : cells.entrySet()) {
                    row.getValue().keySet().stream().filter(column -> !known.contains(column)).findFirst()
                            .ifPresent(column -> add(at(row.getKey(), column), "beyond-columns", Problem.WARNING, "",
                                    ""));
                }
            }
        }

        /** A line of data. */
        private class Row {
            private final Table table;
            private final int number;
            private final TreeMap<Integer, XlsxFile.Cell> cells;

            Row(Table table, int number, TreeMap<Integer, XlsxFile.Cell> cells) {
                this.table = table;
                this.number = number;
                this.cells = cells;
            }

            private String at(Column column) {
                return table.at(number, table.columns.getOrDefault(column, 0));
            }

            private String at(String level, Sheet.Term term) {
                return table.at(number, table.terms.getOrDefault(level, Map.of()).getOrDefault(term, 0));
            }

            /** The cell's text as it stands: spaces and lines of a plan's text are its own. */
            private String raw(Column column) {
                Integer index = table.columns.get(column);
                return index == null ? "" : raw(index);
            }

            private String raw(int column) {
                XlsxFile.Cell cell = cells.get(column);
                if (cell == null) {
                    return "";
                }
                if (cell.trouble() != null) {
                    error(table.at(number, column), cell.trouble(), shortened(cell.text()), "");
                    return "";
                }
                return cell.text();
            }

            private String text(Column column) {
                return raw(column).strip();
            }

            private String term(String level, Sheet.Term term) {
                Integer index = table.terms.getOrDefault(level, Map.of()).get(term);
                return index == null ? "" : raw(index);
            }
        }

        // --- sheet by sheet -------------------------------------------------------------------------------------------

        private Plan plan() {
            members();
            readFacts();
            List<Plan.Situation> readSituations = situations();
            List<Plan.WorkGroup> workGroups = workGroups();
            List<Plan.Role> roles = headquarters();
            levels = authorities();
            List<Plan.Trigger> triggers = triggers();
            return about(roles, triggers, readSituations, workGroups);
        }

        private Plan about(List<Plan.Role> roles, List<Plan.Trigger> triggers, List<Plan.Situation> readSituations,
                           List<Plan.WorkGroup> workGroups) {
            for (Row row : rows(Sheet.ABOUT)) {
                String title = row.text(Column.ITEM);
                Item item = Item.of(title).orElse(null);
                if (item == null) {
                    error(row.at(Column.ITEM), "unknown-item", title, "");
                } else if (items.putIfAbsent(item, row) != null) {
                    error(row.at(Column.ITEM), "duplicate-item", title, "");
                }
            }
            for (Item item : Item.values()) {
                if (!items.containsKey(item)) {
                    error(Sheet.ABOUT.title, "missing-item", item.title, "");
                }
            }
            boolean cumulative = word(item(Item.MODE), Column.CONTENT, Words.MODES, Boolean.class, null, true)
                    .orElse(false);
            Amounts.Time written = time(item(Item.WRITTEN), Column.CONTENT);
            Plan.About about = new Plan.About(raw(Item.SOURCE), raw(Item.NOTICE),
                    word(item(Item.TYPE), Column.CONTENT, Words.TYPES, Plan.Type.class, null, true)
                            .orElse(Plan.Type.SPECIAL),
                    word(item(Item.TIER), Column.CONTENT, Words.TIERS, Plan.Tier.class, null, true)
                            .orElse(Plan.Tier.CITY),
                    unit(item(Item.LEAD), Column.CONTENT), cumulative,
                    whole(item(Item.DRILL_MONTHS), Column.CONTENT, 0), raw(Item.DRILL_CLAUSE));
            String key = text(Item.KEY);
            return new Plan(key, raw(Item.NAME), text(Item.HAZARD), about,
                    word(item(Item.DISTRICT), Column.CONTENT, Words.YES_NO, Boolean.class, false, false).orElse(false),
                    raw(Item.DISTRICT_CLAUSE), written.length(), written.assumed(), levels, roles, members,
                    List.copyOf(facts.values()), triggers, readSituations, workGroups, actions(cumulative),
                    endConditions(), provisions());
        }

        private Row item(Item item) {
            return items.get(item);
        }

        private String raw(Item item) {
            return items.containsKey(item) ? items.get(item).raw(Column.CONTENT) : "";
        }

        private String text(Item item) {
            return raw(item).strip();
        }

        private List<Plan.Role> headquarters() {
            List<Plan.Role> roles = new ArrayList<>();
            for (Row row : rows(Sheet.HEADQUARTERS)) {
                List<String> posts = posts(row, Column.POST, new ArrayList<>());
                if (posts.size() > 1) {
                    error(row.at(Column.POST), "one-post", row.text(Column.POST), "");
                }
                roles.add(new Plan.Role(row.raw(Column.ROLE), row.raw(Column.HOLDER),
                        posts.isEmpty() ? "" : posts.get(0), row.raw(Column.DUTY), row.raw(Column.CLAUSE)));
                place(Subject.ROLE, String.valueOf(roles.size()), row, row.text(Column.ROLE));
            }
            return roles;
        }

        private void members() {
            for (Row row : rows(Sheet.MEMBERS)) {
                String name = row.raw(Column.UNIT);
                String code = row.text(Column.CODE);
                if (code.isEmpty()) {
                    code = site.code(name).orElse("");
                    if (code.isEmpty()) {
                        error(row.at(Column.CODE), "member-without-code", name.strip(), "");
                        continue;
                    }
                }
                if (isNew(Subject.MEMBER, code, row, Column.CODE, name)) {
                    members.add(new Plan.Member(code, name, row.raw(Column.DUTY), row.raw(Column.CLAUSE)));
                    units.add(code, name);
                }
            }
        }

        private List<Plan.Level> levels() {
            List<Plan.Level> read = new ArrayList<>();
            for (Row row : rows(Sheet.LEVELS)) {
                String code = levelCode(row.text(Column.LEVEL));
                if (code.isEmpty()) {
                    error(row.at(Column.LEVEL), "level-without-code", "", "");
                } else if (isNew(Subject.LEVEL, code, row, Column.LEVEL, code)) {
                    String color = word(row, Column.COLOR, Words.COLORS, String.class, "", false).orElse("");
                    read.add(new Plan.Level(code, row.raw(Column.NAME), row.raw(Column.LABEL), color,
                            whole(row, Column.RANK, 0),
                            word(row, Column.AUTOMATIC, Words.YES_NO, Boolean.class, false, false).orElse(false),
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

        private Optional<Plan.Level> findLevel(String written) {
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

        private String levelCodes() {
            return String.join(Words.LIST, levels.stream().map(Plan.Level::code).toList());
        }

        private Optional<String> level(Row row, Column column) {
            String written = row.text(column);
            Optional<Plan.Level> level = findLevel(written);
            if (level.isEmpty()) {
                error(row.at(column), written.isEmpty() ? "level-empty" : "unknown-level", written, levelCodes());
            }
            return level.map(Plan.Level::code);
        }

        private List<Plan.Level> authorities() {
            Map<String, Plan.Level> read = new LinkedHashMap<>();
            levels.forEach(level -> read.put(level.code(), level));
            for (Row row : rows(Sheet.AUTHORITY)) {
                String code = level(row, Column.LEVEL).orElse(null);
                if (code == null) {
                    continue;
                }
                if (authorities.putIfAbsent(code, row) != null) {
                    error(row.at(Column.LEVEL), "duplicate-row", code, authorities.get(code).at(Column.LEVEL));
                    continue;
                }
                List<String> posts = posts(row, Column.POSTS, new ArrayList<>());
                Plan.Authority launch = new Plan.Authority(posts,
                        posts(row, Column.DELEGATED, new ArrayList<>()), row.raw(Column.TEXT), row.raw(Column.CLAUSE));
                List<String> delegated = new ArrayList<>();
                List<String> endingPosts = posts(row, Column.ENDING_POSTS, delegated);
                String text = row.raw(Column.ENDING_TEXT);
                String clause = row.raw(Column.ENDING_CLAUSE);
                if (endingPosts.isEmpty() && !(text + clause).isBlank()) {
                    error(row.at(Column.ENDING_POSTS), "ending-without-posts", code, "");
                }
                Plan.Level level = read.get(code);
                read.put(code, new Plan.Level(code, level.name(), level.label(), level.color(), level.rank(),
                        level.automatic(), launch,
                        endingPosts.isEmpty() ? null : new Plan.Authority(endingPosts, delegated, text, clause)));
            }
            return List.copyOf(read.values());
        }

        /** @param delegated gets the posts marked （授权） */
        private List<String> posts(Row row, Column column, List<String> delegated) {
            List<String> posts = new ArrayList<>();
            for (String written : Words.names(row.raw(column))) {
                String plain = Amounts.normal(written);
                boolean marked = plain.endsWith(Amounts.normal(Words.DELEGATED));
                String name = marked
                        ? plain.substring(0, plain.length() - Amounts.normal(Words.DELEGATED).length()) : plain;
                Optional<Post> post = post(name);
                if (post.isEmpty()) {
                    error(row.at(column), "unknown-post", written, String.join(Words.LIST, Words.postsToChoose()));
                } else {
                    posts.add(post.get().code());
                    if (marked) {
                        delegated.add(post.get().code());
                    }
                }
            }
            return posts;
        }

        private Optional<Post> post(String name) {
            Optional<Post> known = Words.POSTS.meaning(name, Post.class).or(() -> Post.of(name));
            return known.isPresent() ? known : List.of(Post.values()).stream().filter(post -> Amounts.normal(
                    messages.getMessage("post." + post.code(), null, Locale.CHINESE)).equals(name)).findFirst();
        }

        private void readFacts() {
            rows(Sheet.FACTS).stream().map(row -> row.text(Column.FACT))
                    .forEach(name -> factNames.putIfAbsent(Amounts.normal(name), name));
            for (Row row : rows(Sheet.FACTS)) {
                String name = row.text(Column.FACT);
                Plan.FactType type = word(row, Column.TYPE, Words.FACT_TYPES, Plan.FactType.class, null, true)
                        .orElse(null);
                if (name.isEmpty()) {
                    error(row.at(Column.FACT), "fact-without-name", "", "");
                } else if (isNew(Subject.FACT, name, row, Column.FACT, name)) {
                    if (row.raw(Column.CHOICES).isEmpty() && type == Plan.FactType.CHOICE) {
                        error(row.at(Column.CHOICES), "choices-missing", name, "");
                    }
                    facts.put(name, new Plan.Fact(name, type == null ? Plan.FactType.NUMBER : type,
                            row.raw(Column.MEASURE), Words.items(row.raw(Column.CHOICES)), row.raw(Column.GROUP),
                            row.raw(Column.NOTE), computation(row)));
                }
            }
        }

        private Plan.Computation computation(Row row) {
            Plan.How how = word(row, Column.COMPUTE, Words.HOWS, Plan.How.class, null, false).orElse(null);
            List<String> of = Words.items(row.raw(Column.COMPUTED_OF)).stream().map(this::factName).toList();
            Amounts.Time window = time(row, Column.WINDOW);
            if (how == null) {
                if (row.text(Column.COMPUTE).isEmpty() && (!of.isEmpty() || window.length() != null)) {
                    error(row.at(Column.COMPUTE), "computation-missing", row.text(Column.FACT), "");
                }
                return null;
            }
            return new Plan.Computation(how, of, window.length());
        }

        /** Names of facts are compared without regard to the width of letters and digits. */
        private String factName(String written) {
            return factNames.getOrDefault(Amounts.normal(written), written);
        }

        private List<Plan.Situation> situations() {
            List<Plan.Situation> read = new ArrayList<>();
            Codes codes = new Codes("s", rows(Sheet.SITUATIONS));
            for (Row row : rows(Sheet.SITUATIONS)) {
                String code = codes.of(row);
                if (isNew(Subject.SITUATION, code, row, Column.CODE, row.text(Column.NAME))) {
                    read.add(new Plan.Situation(code, row.raw(Column.NAME), row.raw(Column.CLAUSE)));
                    situations.add(code, row.raw(Column.NAME));
                }
            }
            return read;
        }

        private List<Plan.WorkGroup> workGroups() {
            List<Plan.WorkGroup> read = new ArrayList<>();
            Codes codes = new Codes("g", rows(Sheet.WORK_GROUPS));
            for (Row row : rows(Sheet.WORK_GROUPS)) {
                String code = codes.of(row);
                if (isNew(Subject.WORK_GROUP, code, row, Column.CODE, row.text(Column.NAME))) {
                    String lead = unit(row, Column.GROUP_LEAD);
                    if (row.text(Column.GROUP_LEAD).isEmpty()) {
                        error(row.at(Column.GROUP_LEAD), "unit-empty", row.text(Column.NAME), "");
                    }
                    read.add(new Plan.WorkGroup(code, row.raw(Column.NAME), lead, units(row, Column.GROUP_MEMBERS),
                            row.raw(Column.TASK), row.raw(Column.CLAUSE)));
                    groups.add(code, row.raw(Column.NAME));
                }
            }
            return read;
        }

        /** Codes of a sheet's rows; a row without one gets the next that is free: a1, a2 … */
        private class Codes {
            private final String prefix;
            private final Set<String> taken = new HashSet<>();
            private int last;

            Codes(String prefix, List<Row> rows) {
                this(prefix, rows, Column.CODE);
            }

            Codes(String prefix, List<Row> rows, Column column) {
                this.prefix = prefix;
                rows.forEach(row -> taken.add(row.text(column)));
            }

            String of(Row row) {
                String code = row.text(Column.CODE);
                return code.isEmpty() ? next() : code;
            }

            String next() {
                while (!taken.add(prefix + ++last)) {
                    continue;
                }
                return prefix + last;
            }
        }

        // --- starting conditions --------------------------------------------------------------------------------------

        private List<Plan.Trigger> triggers() {
            Map<String, List<Row>> byId = new LinkedHashMap<>();
            Codes ids = new Codes("t", rows(Sheet.TRIGGERS), Column.ID);
            String last = "";
            for (Row row : rows(Sheet.TRIGGERS)) {
                String id = row.text(Column.ID);
                if (id.isEmpty()) {
                    id = ids.next();
                } else if (byId.containsKey(id) && !id.equals(last)) {
                    error(row.at(Column.ID), "trigger-apart", id, byId.get(id).get(0).at(Column.ID));
                }
                byId.computeIfAbsent(id, any -> new ArrayList<>()).add(row);
                last = id;
            }
            List<Plan.Trigger> triggers = new ArrayList<>();
            byId.forEach((id, rows) -> trigger(id, rows).ifPresent(triggers::add));
            return triggers;
        }

        private Optional<Plan.Trigger> trigger(String id, List<Row> rows) {
            Row first = rows.get(0);
            place(Subject.TRIGGER, id, first, id);
            for (Row row : rows) {
                for (Column column : List.of(Column.LEVEL, Column.TRACK, Column.NEED, Column.SITUATION, Column.TEXT,
                        Column.CLAUSE)) {
                    if (!row.raw(column).isEmpty() && !row.raw(column).equals(first.raw(column))) {
                        error(row.at(column), "trigger-differs", id, first.at(column));
                    }
                }
            }
            List<Plan.Condition> conditions = new ArrayList<>();
            boolean whole = true;
            for (Row row : rows) {
                Optional<Plan.Condition> condition = condition(row);
                condition.ifPresent(conditions::add);
                whole &= condition.isPresent();
            }
            Optional<String> level = level(first, Column.LEVEL);
            String situation = reference(first, Column.SITUATION, situations, "unknown-situation");
            Optional<Integer> need = need(first, rows.size());
            return !whole || level.isEmpty() || need.isEmpty() ? Optional.empty()
                    : Optional.of(new Plan.Trigger(id, level.get(), first.raw(Column.TRACK), need.get(), conditions,
                    first.raw(Column.CLAUSE), first.raw(Column.TEXT), situation));
        }

        private Optional<Integer> need(Row row, int count) {
            String written = Amounts.normal(row.raw(Column.NEED)).replaceAll("\\s", "");
            if (written.isEmpty() && count > 1) {
                error(row.at(Column.NEED), "need-empty", String.valueOf(count), "");
                return Optional.empty();
            }
            if (written.isEmpty() || written.matches(Words.ANY_PATTERN)) {
                return Optional.of(1);
            }
            if (written.matches(Words.ALL_PATTERN)) {
                return Optional.of(count);
            }
            Matcher number = Words.NEED_PATTERN.matcher(written);
            if (number.matches() && Integer.parseInt(number.group(1)) >= 1
                    && Integer.parseInt(number.group(1)) <= count) {
                return Optional.of(Integer.parseInt(number.group(1)));
            }
            error(row.at(Column.NEED), "need-unreadable", row.text(Column.NEED), String.valueOf(count));
            return Optional.empty();
        }

        private Optional<Plan.Condition> condition(Row row) {
            String name = factName(row.text(Column.FACT));
            Plan.Fact fact = facts.get(name);
            if (fact == null) {
                error(row.at(Column.FACT), name.isEmpty() ? "fact-empty" : "unknown-fact-name", name, "");
                return Optional.empty();
            }
            String written = row.text(Column.CONDITION);
            String where = row.at(Column.CONDITION);
            if (written.isEmpty()) {
                error(where, "condition-empty", name, "");
                return Optional.empty();
            }
            if (fact.type().yesOrNo()) {
                Optional<Boolean> value = Words.YES_NO.meaning(written, Boolean.class);
                if (value.isEmpty()) {
                    error(where, "condition-yes-no", shortened(written), name);
                }
                return value.map(yes -> new Plan.Condition(name, null, String.valueOf(yes)));
            }
            if (fact.type() == Plan.FactType.CHOICE) {
                Optional<String> choice = fact.choices().stream()
                        .filter(one -> Amounts.normal(one).equals(Amounts.normal(written))).findFirst();
                if (choice.isEmpty()) {
                    error(where, "condition-choice", shortened(written), String.join(Words.LIST, fact.choices()));
                }
                return choice.map(one -> new Plan.Condition(name, null, one));
            }
            try {
                Band band = Amounts.band(written.length() > 100 ? "" : written, fact.unit());
                return Optional.of(new Plan.Condition(name, band, null));
            } catch (Amounts.Unreadable e) {
                error(where, e.code(), shortened(written), fact.unit());
                return Optional.empty();
            }
        }

        // --- actions ----------------------------------------------------------------------------------------------------

        private record Ordered(int order, Plan.Action action) {
        }

        private List<Plan.Action> actions(boolean cumulative) {
            List<Row> rows = new ArrayList<>(rows(Sheet.ACTIONS));
            rows.addAll(rows(Sheet.REPORTS));
            Codes codes = new Codes("a", rows);
            Map<Row, String> keys = new LinkedHashMap<>();
            for (Row row : rows) {
                String key = codes.of(row);
                if (isNew(Subject.ACTION, key, row, Column.CODE, row.text(Column.TITLE))) {
                    keys.put(row, key);
                    actions.add(key, row.raw(Column.TITLE));
                }
            }
            List<Ordered> read = new ArrayList<>();
            int order = 0;
            Table table = null;
            for (Map.Entry<Row, String> entry : keys.entrySet()) {
                Row row = entry.getKey();
                order = whole(row, Column.ORDER, row.table == table ? order : 0);
                table = row.table;
                read.add(new Ordered(order, action(entry.getValue(), row, cumulative)));
            }
            return read.stream().sorted(Comparator.comparingInt(Ordered::order)).map(Ordered::action).toList();
        }

        private Plan.Action action(String key, Row row, boolean cumulative) {
            boolean report = row.table.sheet == Sheet.REPORTS;
            Plan.Kind kind = word(row, Column.KIND, Words.KINDS, Plan.Kind.class, report ? Plan.Kind.REPORT : null,
                    !report).orElse(Plan.Kind.ONCE);
            if (report && kind != Plan.Kind.REPORT && !row.text(Column.KIND).isEmpty()) {
                error(row.at(Column.KIND), "not-a-report", row.text(Column.KIND), "");
            }
            String lead = row.text(Column.LEAD);
            boolean everyDistrict = Amounts.normal(lead).equals(Words.EVERY_DISTRICT);
            String since = Amounts.normal(row.raw(Column.SINCE));
            String after = Amounts.normal(Words.AFTER);
            boolean afterAction = since.startsWith(after);
            return new Plan.Action(key, row.raw(Column.TITLE), row.raw(Column.CONTENT), kind,
                    word(row, Column.PHASE, Words.PHASES, Plan.Phase.class, Plan.Phase.ACTIVE, false)
                            .orElse(Plan.Phase.ACTIVE),
                    everyDistrict ? "" : unit(row, Column.LEAD), everyDistrict, units(row, Column.SUPPORTING),
                    terms(row, cumulative),
                    word(row, Column.LEVELS_ASSUMED, Words.YES_NO, Boolean.class, false, false).orElse(false),
                    reference(row, Column.SITUATION, situations, "unknown-situation"),
                    reference(row, Column.WORK_GROUP, groups, "unknown-work-group"), row.raw(Column.CLAUSE),
                    row.text(Column.FORM), row.raw(Column.EVIDENCE),
                    afterAction ? Plan.Since.ACTION
                            : word(row, Column.SINCE, Words.SINCE, Plan.Since.class, Plan.Since.OPENING, false)
                            .orElse(Plan.Since.OPENING),
                    afterAction ? after(row, since.substring(after.length())) : "");
        }

        private String after(Row row, String written) {
            Optional<String> key = actions.code(written);
            if (key.isEmpty()) {
                error(row.at(Column.SINCE), actions.ambiguous(written) ? "after-ambiguous" : "unknown-action",
                        shortened(written), "");
            }
            return key.orElse("");
        }

        private Map<String, Plan.Terms> terms(Row row, boolean cumulative) {
            Map<String, Plan.Terms> terms = new LinkedHashMap<>();
            Plan.Terms below = null;
            for (Plan.Level level : levels) {
                String code = level.code();
                String receipt = row.term(code, Sheet.Term.RECEIPT).strip();
                String due = row.term(code, Sheet.Term.DUE).strip();
                String every = row.term(code, Sheet.Term.EVERY).strip();
                String note = row.term(code, Sheet.Term.NOTE);
                boolean others = !(due + every + note).isBlank();
                if (receipt.matches(Words.NOT_HERE_PATTERN)) {
                    if (others) {
                        error(row.at(code, Sheet.Term.RECEIPT), "not-here-with-terms", code, "");
                    }
                    below = null;
                } else if (receipt.isEmpty() && !others) {
                    below = cumulative ? below : null;
                } else {
                    if (receipt.isEmpty()) {
                        error(row.at(code, Sheet.Term.RECEIPT), "receipt-empty", row.text(Column.TITLE), code);
                    }
                    Amounts.Time dueTime = time(row.at(code, Sheet.Term.DUE), due);
                    Amounts.Time receiptTime = time(row.at(code, Sheet.Term.RECEIPT), receipt);
                    below = new Plan.Terms(dueTime.length(), dueTime.assumed(), receiptTime.length(),
                            receiptTime.assumed(), every(row.at(code, Sheet.Term.EVERY), every), note);
                }
                if (below != null) {
                    terms.put(code, below);
                }
            }
            return terms;
        }

        private List<Plan.EndCondition> endConditions() {
            List<Plan.EndCondition> read = new ArrayList<>();
            for (Row row : rows(Sheet.END_CONDITIONS)) {
                List<String> of = new ArrayList<>();
                for (String written : Words.names(row.raw(Column.LEVEL))) {
                    findLevel(written).map(Plan.Level::code).ifPresentOrElse(of::add, () ->
                            error(row.at(Column.LEVEL), "unknown-level", written, levelCodes()));
                }
                read.add(new Plan.EndCondition(row.raw(Column.CONDITION), of, row.raw(Column.CLAUSE)));
                place(Subject.END_CONDITION, String.valueOf(read.size()), row, row.text(Column.CONDITION));
            }
            return read;
        }

        private List<Plan.Provision> provisions() {
            List<Plan.Provision> read = new ArrayList<>();
            for (Row row : rows(Sheet.PROVISIONS)) {
                read.add(new Plan.Provision(row.raw(Column.TITLE), row.raw(Column.CONTENT), row.raw(Column.CLAUSE)));
                place(Subject.PROVISION, String.valueOf(read.size()), row, row.text(Column.TITLE));
            }
            return read;
        }

        // --- cells --------------------------------------------------------------------------------------------------------

        private List<Row> rows(Sheet sheet) {
            return tables.get(sheet).rows;
        }

        /** @param otherwise for an empty cell @param wanted whether an empty cell is an error */
        private <T> Optional<T> word(Row row, Column column, Words words, Class<T> type, T otherwise, boolean wanted) {
            String written = row == null ? "" : row.text(column);
            if (row == null || written.isEmpty()) {
                if (wanted && row != null) {
                    error(row.at(column), "choose-word", "", words.listed());
                }
                return Optional.ofNullable(otherwise);
            }
            Optional<T> meaning = words.meaning(written, type);
            if (meaning.isEmpty()) {
                error(row.at(column), "unknown-word", shortened(written), words.listed());
            }
            return meaning;
        }

        private int whole(Row row, Column column, int otherwise) {
            String written = row == null ? "" : row.text(column);
            if (written.isEmpty()) {
                return otherwise;
            }
            return Amounts.whole(written).orElseGet(() -> {
                error(row.at(column), "not-whole", shortened(written), "");
                return otherwise;
            });
        }

        private Amounts.Time time(Row row, Column column) {
            return row == null ? Amounts.Time.NONE : time(row.at(column), row.text(column));
        }

        private Amounts.Time time(String where, String written) {
            try {
                return Amounts.time(written.length() > 60 ? "?" : written);
            } catch (Amounts.Unreadable | ArithmeticException e) {
                error(where, "bad-time", shortened(written), "");
                return Amounts.Time.NONE;
            }
        }

        private Duration every(String where, String written) {
            try {
                return Amounts.interval(written.length() > 60 ? "?" : written);
            } catch (Amounts.Unreadable | ArithmeticException e) {
                error(where, "bad-interval", shortened(written), "");
                return null;
            }
        }

        private String unit(Row row, Column column) {
            String written = row == null ? "" : row.text(column);
            return written.isEmpty() ? "" : unit(row, column, written).orElse("");
        }

        private List<String> units(Row row, Column column) {
            List<String> codes = new ArrayList<>();
            Words.names(row.raw(column)).forEach(written -> unit(row, column, written).ifPresent(codes::add));
            return codes;
        }

        private Optional<String> unit(Row row, Column column, String written) {
            Optional<String> code = units.code(written);
            if (code.isEmpty()) {
                List<String> like = units.like(written);
                error(row.at(column), units.ambiguous(written) ? "unit-ambiguous"
                        : like.isEmpty() ? "unknown-unit" : "unknown-unit-like", shortened(written),
                        String.join(Words.LIST, like));
            } else if (!units.knows(code.get())) {
                add(row.at(column), "unit-not-at-site", Problem.WARNING, written, "");
            }
            return code;
        }

        private String reference(Row row, Column column, Names names, String problem) {
            String written = row.text(column);
            if (written.isEmpty()) {
                return "";
            }
            Optional<String> code = names.code(written);
            if (code.isEmpty()) {
                error(row.at(column), names.ambiguous(written) ? "name-ambiguous" : problem, shortened(written), "");
            }
            return code.orElse("");
        }

        /** Whether nothing before has this code; if so, the row is where the thing stands. */
        private boolean isNew(Subject subject, String code, Row row, Column column, String title) {
            Row before = places.getOrDefault(subject, Map.of()).get(Amounts.normal(code));
            if (before != null) {
                error(row.at(column), "duplicate-row", code, before.at(column));
                return false;
            }
            place(subject, code, row, title);
            return true;
        }

        // --- rules of every plan --------------------------------------------------------------------------------------------

        private void place(Subject subject, String of, Row row, String title) {
            places.computeIfAbsent(subject, any -> new HashMap<>()).put(Amounts.normal(of), row);
            titles.computeIfAbsent(subject, any -> new HashMap<>())
                    .put(Amounts.normal(of), title.isBlank() ? of : shortened(title.strip()));
        }

        private void rules(Plan plan) {
            Set<String> unread = Set.copyOf(wrongSheets);
            for (PlanRules.Finding finding : PlanRules.check(plan, forms)) {
                boolean told = FOLLOWS_FROM.getOrDefault(finding.code(), List.of()).stream().anyMatch(sheet ->
                        unread.contains(sheet.title));
                String where = where(finding);
                // In a workbook a gap among the levels of a cumulative plan is written out: — in 签收.
                told |= finding.code().equals("not-cumulative");
                if (!told && !wrong.contains(where)) {
                    String of = titles.getOrDefault(finding.subject(), Map.of())
                            .getOrDefault(Amounts.normal(finding.of()), shortened(finding.of()));
                    add(where, finding.code(), finding.severity(), of, finding.shown());
                }
            }
        }

        private String where(PlanRules.Finding finding) {
            if (finding.subject() == Subject.PLAN) {
                return switch (finding.code()) {
                    case "bad-key", "reserved-key" -> at(Item.KEY);
                    case "missing-name" -> at(Item.NAME);
                    case "missing-hazard" -> at(Item.HAZARD);
                    case "bad-unit" -> at(Item.LEAD);
                    case "bad-number" -> at(Item.DRILL_MONTHS);
                    case "bad-duration" -> at(Item.WRITTEN);
                    case "no-levels" -> Sheet.LEVELS.title + "!A3";
                    case "no-actions", "process-too-large" -> Sheet.ACTIONS.title + "!A3";
                    case "no-triggers", "decisions-too-large" -> Sheet.TRIGGERS.title + "!A3";
                    default -> items.values().stream().map(row -> unclean(row, finding))
                            .flatMap(Optional::stream).findFirst().orElse(Sheet.ABOUT.title);
                };
            }
            Row row = places.getOrDefault(finding.subject(), Map.of()).get(Amounts.normal(finding.of()));
            if (row == null) {
                return Sheet.ABOUT.title;
            }
            if (Set.of("bad-character", "expression-in-text", "too-long").contains(finding.code())) {
                return unclean(row, finding).or(() -> Optional.ofNullable(authorities.get(finding.of()))
                        .flatMap(authority -> unclean(authority, finding))).orElse(row.at(first(row)));
            }
            if (finding.subject() == Subject.ACTION && row.table.terms.containsKey(finding.value())) {
                Sheet.Term term = switch (finding.code()) {
                    case "missing-due", "standing-with-due", "due-out-of-range" -> Sheet.Term.DUE;
                    case "interval-unwanted", "interval-out-of-range" -> Sheet.Term.EVERY;
                    default -> Sheet.Term.RECEIPT;
                };
                return row.at(finding.value(), term);
            }
            Row authority = authorities.get(finding.of());
            if (finding.subject() == Subject.LEVEL && authority != null && Set.of("missing-authority", "bad-post",
                    "delegated-without-post").contains(finding.code())) {
                return authority.at(finding.code().equals("delegated-without-post") ? Column.DELEGATED : Column.POSTS);
            }
            return row.at(column(finding, row));
        }

        private Column column(PlanRules.Finding finding, Row row) {
            Column column = switch (finding.code()) {
                case "bad-key", "duplicate" -> finding.subject() == Subject.TRIGGER ? Column.ID
                        : finding.value().equals(row.text(Column.FORM)) && !finding.value().isEmpty()
                        ? Column.FORM : Column.CODE;
                case "missing-name" -> switch (finding.subject()) {
                    case ACTION, PROVISION -> Column.TITLE;
                    case ROLE -> Column.ROLE;
                    case MEMBER -> Column.UNIT;
                    case END_CONDITION -> Column.CONDITION;
                    default -> Column.NAME;
                };
                case "bad-rank" -> Column.RANK;
                case "bad-color" -> Column.COLOR;
                case "automatic-without-trigger" -> Column.AUTOMATIC;
                case "bad-post" -> Column.POST;
                case "bad-unit" -> finding.subject() == Subject.MEMBER ? Column.CODE
                        : finding.subject() == Subject.WORK_GROUP ? Column.GROUP_LEAD : Column.LEAD;
                case "unit-missing", "unit-with-districts" -> Column.LEAD;
                case "lead-is-supporting", "too-many-units" ->
                        finding.subject() == Subject.WORK_GROUP ? Column.GROUP_MEMBERS : Column.SUPPORTING;
                case "choices-missing", "choices-unwanted", "bad-choice", "too-many-choices" -> Column.CHOICES;
                case "window-missing", "window-unwanted", "bad-duration" -> Column.WINDOW;
                case "computed-of-one", "computed-of-several", "computed-of-computed", "computed-of-other-type",
                        "too-many-sources" -> Column.COMPUTED_OF;
                case "unknown-fact" -> finding.subject() == Subject.FACT ? Column.COMPUTED_OF : Column.FACT;
                case "bad-need" -> Column.NEED;
                case "bad-condition", "empty-band", "overlapping-bands" -> Column.CONDITION;
                case "unknown-situation" -> Column.SITUATION;
                case "unknown-work-group" -> Column.WORK_GROUP;
                case "unknown-form" -> Column.FORM;
                case "after-unwanted", "bad-after", "recurring-since" -> Column.SINCE;
                case "recurring-without-interval" -> Column.KIND;
                case "unknown-level" -> Column.LEVEL;
                default -> first(row);
            };
            return row.table.columns.containsKey(column) ? column : first(row);
        }

        private Column first(Row row) {
            return row.table.sheet.hasTerms() ? Column.TITLE : row.table.sheet.heads.get(0).column();
        }

        /** The cell that holds what a text may not. */
        private Optional<String> unclean(Row row, PlanRules.Finding finding) {
            return row.cells.entrySet().stream()
                    .filter(cell -> finding.code().equals("too-long") ? cell.getValue().text().equals(finding.text())
                            : finding.code().equals("expression-in-text")
                            ? cell.getValue().text().contains("${") || cell.getValue().text().contains("#{")
                            : cell.getValue().text().codePoints().anyMatch(c -> c < 0x20 && c != '\t' && c != '\n'
                            && c != '\r' || c >= 0xD800 && c <= 0xDFFF || c >= 0xFFFE && c <= 0xFFFF))
                    .map(cell -> row.table.at(row.number, cell.getKey())).findFirst();
        }

        private String at(Item item) {
            return items.containsKey(item) ? items.get(item).at(Column.CONTENT) : Sheet.ABOUT.title;
        }

        // --- problems -----------------------------------------------------------------------------------------------------

        private void error(String where, String code, String of, String value) {
            add(where, code, Problem.ERROR, of, value);
        }

        private void add(String where, String code, String severity, String of, String value) {
            if (severity.equals(Problem.ERROR)) {
                wrong.add(where);
                wrongSheets.add(sheetOf(where));
            }
            if (problems.size() == MOST_PROBLEMS) {
                problems.add(problem(WHOLE_FILE, "more-problems", Problem.ERROR, String.valueOf(MOST_PROBLEMS), ""));
            }
            if (problems.size() < MOST_PROBLEMS && added.add(where + " " + code + " " + value)) {
                problems.add(problem(where, code, severity, of, value));
            }
        }

        private Problem problem(String where, String code, String severity, String of, String value) {
            Object[] arguments = {of, value};
            String own = messages.getMessage("workbook.problem." + code, arguments, null, locale);
            return new Problem(where, code, own != null ? own
                    : messages.getMessage("plan.problem." + code, arguments, locale), severity);
        }

        private static String sheetOf(String where) {
            return where.contains("!") ? where.substring(0, where.indexOf('!')) : where;
        }

        private static int rowOf(String where) {
            String row = where.replaceFirst("^[^!]*!?[A-Z]*", "");
            return row.matches("\\d{1,7}") ? Integer.parseInt(row) : 0;
        }

        private static String shortened(String text) {
            String line = text.replaceAll("\\s+", " ").strip();
            return line.codePointCount(0, line.length()) <= 40 ? line
                    : line.substring(0, line.offsetByCodePoints(0, 40)) + "…";
        }
    }
}
