package org.fengsui.plan.workbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.fengsui.organization.Post;
import org.fengsui.plan.Band;
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

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern ROMAN = Pattern.compile("[ＩＶＸ]{1,4}");
    private static final List<String> ROMANS =
            List.of("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ");
    private static final int MOST_PROBLEMS = 500;
    /** What is read when a sheet is missing: nothing stands in it. */
    private static final XlsxFile.Raw NOTHING = new XlsxFile.Raw(new TreeMap<>(), List.of());

    private final MessageSource messages;
    private final Names site;

    /** @param site units of the site by code */
    WorkbookReader(MessageSource messages, Names site) {
        this.messages = messages;
        this.site = site;
    }

    /** @param locale language of the problems' messages */
    Reading read(byte[] content, Locale locale) {
        try {
            return read(XlsxFile.read(content), locale);
        } catch (XlsxFile.Refused refused) {
            Work work = new Work(locale);
            work.add(WHOLE_FILE, refused.code(), Problem.ERROR, refused.value(), "");
            return new Reading(Optional.empty(), work.problems);
        }
    }

    /** @param sheets by title */
    Reading read(Map<String, XlsxFile.Raw> sheets, Locale locale) {
        return new Work(locale).read(sheets);
    }

    /** One reading. */
    private class Work {

        private final Locale locale;
        private final List<Problem> problems = new ArrayList<>();
        private final Set<String> wrong = new HashSet<>();
        private final Map<Sheet, Table> tables = new EnumMap<>(Sheet.class);
        private final Map<Subject, Map<String, Row>> places = new EnumMap<>(Subject.class);
        private final Map<Subject, Map<String, String>> titles = new EnumMap<>(Subject.class);
        private final Map<String, Row> authorities = new HashMap<>();
        private final Map<Item, Row> items = new EnumMap<>(Item.class);
        private final Names units = new Names(site, code -> CODE.matcher(code).matches());
        private final Names situations = new Names(null);
        private final Names groups = new Names(null);
        private final Names actions = new Names(null);
        private final Map<Subject, Names> named = Map.of(Subject.MEMBER, units, Subject.SITUATION, situations,
                Subject.WORK_GROUP, groups, Subject.ACTION, actions);
        private List<Plan.Level> levels = new ArrayList<>();
        private final Map<String, Plan.Fact> facts = new LinkedHashMap<>();
        private final Map<String, String> factNames = new HashMap<>();
        private final Map<Column, Map<String, String>> spellings = new EnumMap<>(Column.class);
        private final List<Plan.Member> members = new ArrayList<>();
        private final Set<String> added = new HashSet<>();
        /** Levels of starting conditions that could not be read; empty where not even the level could. */
        private final Set<String> lostTriggers = new HashSet<>();
        private boolean lostAuthority;

        Work(Locale locale) {
            this.locale = locale;
        }

        Reading read(Map<String, XlsxFile.Raw> raw) {
            open(raw);
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
                }
                if (!sheet.hasTerms()) {
                    tables.put(sheet, new Table(sheet, found.get(sheet)));
                }
            }
            levels = levels();
            tables.put(Sheet.ACTIONS, new Table(Sheet.ACTIONS, found.get(Sheet.ACTIONS)));
            tables.put(Sheet.REPORTS, new Table(Sheet.REPORTS, found.get(Sheet.REPORTS)));
        }

        private boolean absent(Sheet sheet) {
            return tables.get(sheet).absent;
        }

        /** Whether a sheet may hold more than could be read of it: what refers to it is not called unknown then. */
        private boolean unsure(Sheet sheet, Column names) {
            Table table = tables.get(sheet);
            return table.absent || !table.columns.containsKey(names)
                    || table.rows.stream().anyMatch(row -> row.entry(names).raw().isBlank());
        }

        /** A sheet with its heads found. */
        private class Table {
            private final Sheet sheet;
            private final boolean absent;
            private final TreeMap<Integer, TreeMap<Integer, XlsxFile.Cell>> cells;
            private final Map<Column, Integer> columns = new EnumMap<>(Column.class);
            private final Map<String, Map<Sheet.Term, Integer>> terms = new LinkedHashMap<>();
            private final Set<Integer> known = new HashSet<>();
            private final List<Row> rows = new ArrayList<>();

            /** @param found null when the sheet is missing */
            Table(Sheet sheet, XlsxFile.Raw found) {
                this.sheet = sheet;
                absent = found == null;
                XlsxFile.Raw raw = absent ? NOTHING : found;
                cells = raw.rows();
                spread(raw.merged());
                if (!absent) {
                    heads();
                }
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
                            if (columnFilled(column) && !unsure(Sheet.LEVELS, Column.LEVEL)) {
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
                Map<Integer, String> ours = new HashMap<>();
                sheet.heads.forEach(head -> ours.put(columns.getOrDefault(head.column(), -1), head.example()));
                boolean changed = values.entrySet().stream().anyMatch(cell -> ours.containsKey(cell.getKey())
                        && !cell.getValue().text().equals(ours.get(cell.getKey())));
                // Sorting may have moved our example; whatever else begins so further down was written to be read.
                boolean read = changed && row != 1;
                if (changed || row != 1) {
                    add(at(row, 0), read ? "example-as-data" : "example-row", Problem.WARNING, String.valueOf(row + 1), "");
                }
                return !read;
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
                Stream.concat(table.columns.values().stream(), table.terms.values().stream()
                        .flatMap(columns -> columns.values().stream())).map(column -> new Entry(this, column))
                        .filter(Entry::unreadable).forEach(Entry::tell);
            }

            private Entry entry(Column column) {
                return new Entry(this, table.columns.get(column));
            }

            private Entry entry(String level, Sheet.Term term) {
                return new Entry(this, table.terms.getOrDefault(level, Map.of()).get(term));
            }

            private String at(Column column) {
                return entry(column).at();
            }

            /** Whether it is not known what stands there, which is told. */
            private boolean isWrong(Column column) {
                return !entry(column).exists() || wrong.contains(at(column));
            }

            private String raw(Column column) {
                return entry(column).raw();
            }

            private String text(Column column) {
                return entry(column).text();
            }
        }

        /** What is written in a row under a head. */
        private class Entry {
            private final Row row;
            private final Integer column;

            /** @param row null for a line that is missing @param column null when the head is missing */
            Entry(Row row, Integer column) {
                this.row = row;
                this.column = column;
            }

            /** Without a cell there is no place to point at: what is missing was told already. */
            private boolean exists() {
                return row != null && column != null;
            }

            private String at() {
                return row == null ? Sheet.ABOUT.title : row.table.at(row.number, column == null ? 0 : column);
            }

            private XlsxFile.Cell cell() {
                return exists() ? row.cells.get(column) : null;
            }

            /** The cell's text as it stands: spaces and lines of a plan's text are its own. */
            private String raw() {
                return cell() == null || unreadable() ? "" : cell().text();
            }

            private String text() {
                return raw().strip();
            }

            /** Whether the cell holds something that can't be used, which is told. */
            private boolean unreadable() {
                return cell() != null && cell().trouble() != null;
            }

            private void tell() {
                add(at(), cell().trouble(), Problem.ERROR, shortened(cell().text()), "");
            }

            private void error(String code, String of, String value) {
                if (exists() && !unreadable()) {
                    add(at(), code, Problem.ERROR, of, value);
                }
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
                    row.entry(Column.ITEM).error("unknown-item", title, "");
                } else if (items.putIfAbsent(item, row) != null) {
                    row.entry(Column.ITEM).error("duplicate-item", title, "");
                }
            }
            if (!unsure(Sheet.ABOUT, Column.ITEM)) {
                List.of(Item.values()).stream().filter(item -> !items.containsKey(item)).forEach(item ->
                        error(Sheet.ABOUT.title, "missing-item", item.title, ""));
            }
            boolean cumulative = word(item(Item.MODE), Words.MODES, Boolean.class, null, true).orElse(false);
            Amounts.Time written = time(item(Item.WRITTEN));
            Plan.About about = new Plan.About(item(Item.SOURCE).raw(), item(Item.NOTICE).raw(),
                    word(item(Item.TYPE), Words.TYPES, Plan.Type.class, null, true).orElse(Plan.Type.SPECIAL),
                    word(item(Item.TIER), Words.TIERS, Plan.Tier.class, null, true).orElse(Plan.Tier.CITY),
                    unit(item(Item.LEAD)), cumulative, whole(item(Item.DRILL_MONTHS), 0),
                    item(Item.DRILL_CLAUSE).raw());
            return new Plan(item(Item.KEY).text(), item(Item.NAME).raw(), item(Item.HAZARD).text(), about,
                    word(item(Item.DISTRICT), Words.YES_NO, Boolean.class, false, false).orElse(false),
                    item(Item.DISTRICT_CLAUSE).raw(), written.length(), written.assumed(), levels, roles, members,
                    List.copyOf(facts.values()), triggers, readSituations, workGroups, actions(cumulative),
                    endConditions(), provisions());
        }

        private Entry item(Item item) {
            Row row = items.get(item);
            return row == null ? new Entry(null, null) : row.entry(Column.CONTENT);
        }

        private List<Plan.Role> headquarters() {
            List<Plan.Role> roles = new ArrayList<>();
            for (Row row : rows(Sheet.HEADQUARTERS)) {
                List<String> posts = posts(row.entry(Column.POST), null);
                if (posts.size() > 1) {
                    row.entry(Column.POST).error("one-post", row.text(Column.POST), "");
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
                if (code.isEmpty() && name.isBlank()) {
                    row.entry(Column.UNIT).error("missing-name", "", "");
                    continue;
                }
                if (code.isEmpty()) {
                    code = site.code(name).orElse("");
                    if (code.isEmpty()) {
                        units.lose(name);
                        row.entry(Column.CODE).error(site.ambiguous(name) ? "unit-ambiguous" : "member-without-code",
                                name.strip(), "");
                        continue;
                    }
                } else if (!site.knows(code) && CODE.matcher(code).matches()) {
                    add(row.at(Column.CODE), "unit-not-at-site", Problem.WARNING, code, "");
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
                    row.entry(Column.LEVEL).error("level-without-code", "", "");
                } else if (isNew(Subject.LEVEL, code, row, Column.LEVEL, code)) {
                    String color = word(row.entry(Column.COLOR), Words.COLORS, String.class, "", false).orElse("");
                    read.add(new Plan.Level(code, row.raw(Column.NAME), row.raw(Column.LABEL), color,
                            whole(row.entry(Column.RANK), 0),
                            word(row.entry(Column.AUTOMATIC), Words.YES_NO, Boolean.class, false, false).orElse(false),
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

        private Optional<String> level(Entry entry) {
            if (entry.text().isEmpty()) {
                entry.error("level-empty", "", levelCodes());
                return Optional.empty();
            }
            return level(entry, entry.text());
        }

        private Optional<String> level(Entry entry, String written) {
            Optional<Plan.Level> level = findLevel(written);
            if (level.isEmpty() && !unsure(Sheet.LEVELS, Column.LEVEL)) {
                entry.error("unknown-level", shortened(written), levelCodes());
            }
            return level.map(Plan.Level::code);
        }

        private List<Plan.Level> authorities() {
            Map<String, Plan.Level> read = new LinkedHashMap<>();
            levels.forEach(level -> read.put(level.code(), level));
            for (Row row : rows(Sheet.AUTHORITY)) {
                String code = level(row.entry(Column.LEVEL)).orElse(null);
                if (code == null) {
                    lostAuthority = true;
                    continue;
                }
                if (authorities.putIfAbsent(code, row) != null) {
                    row.entry(Column.LEVEL).error("duplicate-row", code, authorities.get(code).at(Column.LEVEL));
                    continue;
                }
                Set<String> byDelegation = new LinkedHashSet<>();
                List<String> posts = posts(row.entry(Column.POSTS), byDelegation);
                byDelegation.addAll(posts(row.entry(Column.DELEGATED), new HashSet<>()));
                Plan.Authority launch = new Plan.Authority(posts, List.copyOf(byDelegation), row.raw(Column.TEXT),
                        row.raw(Column.CLAUSE));
                Set<String> delegated = new LinkedHashSet<>();
                List<String> endingPosts = posts(row.entry(Column.ENDING_POSTS), delegated);
                String text = row.raw(Column.ENDING_TEXT);
                String clause = row.raw(Column.ENDING_CLAUSE);
                if (endingPosts.isEmpty() && !(text + clause).isBlank()) {
                    row.entry(Column.ENDING_POSTS).error("ending-without-posts", code, "");
                }
                Plan.Level level = read.get(code);
                read.put(code, new Plan.Level(code, level.name(), level.label(), level.color(), level.rank(),
                        level.automatic(), launch,
                        endingPosts.isEmpty() ? null : new Plan.Authority(endingPosts, List.copyOf(delegated), text,
                        clause)));
            }
            return List.copyOf(read.values());
        }

        /** @param delegated gets the posts marked （授权）; null where the mark has no meaning */
        private List<String> posts(Entry entry, Set<String> delegated) {
            Map<String, String> posts = new LinkedHashMap<>();
            for (String written : Words.names(entry.raw())) {
                String plain = Amounts.normal(written);
                boolean marked = delegated != null && plain.endsWith(Amounts.normal(Words.DELEGATED));
                String name = marked
                        ? plain.substring(0, plain.length() - Amounts.normal(Words.DELEGATED).length()) : plain;
                String post = post(name).map(Post::code).orElse(null);
                if (post == null) {
                    entry.error("unknown-post", shortened(written), String.join(Words.LIST, Words.postsToChoose()));
                    continue;
                }
                String before = posts.putIfAbsent(post, written);
                if (before != null) {
                    entry.error("same-post", shortened(before), shortened(written));
                }
                if (marked) {
                    delegated.add(post);
                }
            }
            return List.copyOf(posts.keySet());
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
                Plan.FactType type = word(row.entry(Column.TYPE), Words.FACT_TYPES, Plan.FactType.class, null, true)
                        .orElse(null);
                if (name.isEmpty()) {
                    row.entry(Column.FACT).error("fact-without-name", "", "");
                } else if (isNew(Subject.FACT, name, row, Column.FACT, name)) {
                    // Told before its conditions are read, which would all be none of no choices.
                    if (type == Plan.FactType.CHOICE && Words.items(row.raw(Column.CHOICES)).isEmpty()) {
                        row.entry(Column.CHOICES).error("choices-missing", name, "");
                    }
                    if (Words.areRunTogether(row.raw(Column.CHOICES))) {
                        row.entry(Column.CHOICES).error("choices-run-together", shortened(row.text(Column.CHOICES)), "");
                    }
                    facts.put(name, new Plan.Fact(name, type == null ? Plan.FactType.NUMBER : type,
                            alike(row, Column.MEASURE), Words.items(row.raw(Column.CHOICES)),
                            alike(row, Column.GROUP),
                            row.raw(Column.NOTE), computation(row)));
                }
            }
        }

        private Plan.Computation computation(Row row) {
            Plan.How how = word(row.entry(Column.COMPUTE), Words.HOWS, Plan.How.class, null, false).orElse(null);
            List<String> of = Words.items(row.raw(Column.COMPUTED_OF)).stream().map(this::factName).toList();
            Amounts.Time window = time(row.entry(Column.WINDOW));
            if (how == null) {
                if (row.text(Column.COMPUTE).isEmpty() && (!of.isEmpty() || window.length() != null)) {
                    row.entry(Column.COMPUTE).error("computation-missing", row.text(Column.FACT), "");
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
                    String lead = unit(row.entry(Column.GROUP_LEAD));
                    if (row.text(Column.GROUP_LEAD).isEmpty()) {
                        row.entry(Column.GROUP_LEAD).error("unit-empty", row.text(Column.NAME), "");
                    }
                    read.add(new Plan.WorkGroup(code, row.raw(Column.NAME), lead, units(row.entry(Column.GROUP_MEMBERS)),
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
            List<Row> all = rows(Sheet.TRIGGERS);
            if (all.stream().anyMatch(row -> !row.entry(Column.ID).exists() || row.entry(Column.ID).unreadable())) {
                // Which rows belong together is not known then: only the conditions can be judged.
                all.forEach(this::condition);
                lostTriggers.add("");
                return List.of();
            }
            Codes ids = new Codes("t", all, Column.ID);
            String last = "";
            for (Row row : all) {
                String id = ruleId(row.text(Column.ID));
                if (id.isEmpty()) {
                    id = ids.next();
                } else if (byId.containsKey(id) && !id.equals(last)) {
                    row.entry(Column.ID).error("trigger-apart", shortened(row.text(Column.ID)),
                            byId.get(id).get(0).at(Column.ID));
                }
                byId.computeIfAbsent(id, any -> new ArrayList<>()).add(row);
                last = id;
            }
            List<Plan.Trigger> triggers = new ArrayList<>();
            byId.forEach((id, rows) -> trigger(id, rows).ifPresent(triggers::add));
            return triggers;
        }

        /** Numbers as officers write them become ids of rules, which begin with a letter: 1 is t-1, Ⅳ-1 is IV-1. */
        private static String ruleId(String written) {
            String plain = Amounts.normal(written);
            String id = plain.matches("\\d.*") ? "t-" + plain : plain;
            return !PlanRules.isRuleId(written) && PlanRules.isRuleId(id) ? id : written;
        }

        private Optional<Plan.Trigger> trigger(String id, List<Row> rows) {
            Row first = rows.get(0);
            String title = first.text(Column.ID);
            place(Subject.TRIGGER, id, first, title);
            for (Row row : rows) {
                for (Column column : List.of(Column.LEVEL, Column.TRACK, Column.NEED, Column.SITUATION, Column.TEXT,
                        Column.CLAUSE)) {
                    if (!row.text(column).isEmpty() && !same(column, row.text(column), first.text(column))) {
                        row.entry(column).error("trigger-differs", title, first.at(column));
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
            Optional<String> level = level(first.entry(Column.LEVEL));
            String situation = reference(first.entry(Column.SITUATION), situations, Sheet.SITUATIONS,
                    "unknown-situation");
            Optional<Integer> need = need(first, rows.size());
            if (!whole || level.isEmpty() || need.isEmpty()) {
                lostTriggers.add(level.orElse(""));
                return Optional.empty();
            }
            Plan.Trigger trigger = new Plan.Trigger(id, level.get(), alike(first, Column.TRACK), need.get(),
                    conditions, first.raw(Column.CLAUSE), first.raw(Column.TEXT), situation);
            for (int i = 0; i < conditions.size(); i++) {
                place(Subject.TRIGGER, trigger.conditionId(i), rows.get(i), title);
            }
            return Optional.of(trigger);
        }

        private boolean same(Column column, String one, String other) {
            return column == Column.LEVEL ? findLevel(one).equals(findLevel(other))
                    : Amounts.normal(one).equals(Amounts.normal(other));
        }

        private Optional<Integer> need(Row row, int count) {
            String written = Amounts.normal(row.raw(Column.NEED)).replaceAll("\\s", "");
            if (written.isEmpty() && count > 1) {
                row.entry(Column.NEED).error("need-empty", String.valueOf(count), "");
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
            row.entry(Column.NEED).error("need-unreadable", row.text(Column.NEED), String.valueOf(count));
            return Optional.empty();
        }

        private Optional<Plan.Condition> condition(Row row) {
            Entry named = row.entry(Column.FACT);
            String name = factName(named.text());
            Plan.Fact fact = facts.get(name);
            if (fact == null) {
                if (name.isEmpty() || !unsure(Sheet.FACTS, Column.FACT)) {
                    named.error(name.isEmpty() ? "fact-empty" : "unknown-fact-name", shortened(name), "");
                }
                return Optional.empty();
            }
            Entry entry = row.entry(Column.CONDITION);
            String written = entry.text();
            if (written.isEmpty()) {
                entry.error("condition-empty", name, "");
                return Optional.empty();
            }
            if (isWrong(Subject.FACT, name, Column.TYPE)) {
                return Optional.empty();
            }
            if (fact.type().yesOrNo()) {
                Optional<Boolean> value = Words.YES_NO.meaning(written, Boolean.class);
                if (value.isEmpty()) {
                    entry.error("condition-yes-no", shortened(written), name);
                }
                return value.map(yes -> new Plan.Condition(name, null, String.valueOf(yes)));
            }
            if (fact.type() == Plan.FactType.CHOICE) {
                Optional<String> choice = fact.choices().stream()
                        .filter(one -> Amounts.normal(one).equals(Amounts.normal(written))).findFirst();
                if (choice.isEmpty() && !isWrong(Subject.FACT, name, Column.CHOICES)) {
                    entry.error("condition-choice", shortened(written), String.join(Words.LIST, fact.choices()));
                }
                return choice.map(one -> new Plan.Condition(name, null, one));
            }
            try {
                Band band = Amounts.band(written.length() > 100 ? "" : written, fact.unit());
                return Optional.of(new Plan.Condition(name, band, null));
            } catch (Amounts.Unreadable e) {
                if (!e.code().equals("condition-unit") || !isWrong(Subject.FACT, name, Column.MEASURE)) {
                    entry.error(e.code(), shortened(written), fact.unit());
                }
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
                order = whole(row.entry(Column.ORDER), row.table == table ? order : 0);
                table = row.table;
                read.add(new Ordered(order, action(entry.getValue(), row, cumulative)));
            }
            return read.stream().sorted(Comparator.comparingInt(Ordered::order)).map(Ordered::action).toList();
        }

        private Plan.Action action(String key, Row row, boolean cumulative) {
            boolean report = row.table.sheet == Sheet.REPORTS;
            Plan.Kind kind = word(row.entry(Column.KIND), Words.KINDS, Plan.Kind.class, report ? Plan.Kind.REPORT : null,
                    !report).orElse(Plan.Kind.ONCE);
            if (report && kind != Plan.Kind.REPORT && !row.text(Column.KIND).isEmpty()) {
                row.entry(Column.KIND).error("not-a-report", row.text(Column.KIND), "");
            }
            String lead = row.text(Column.LEAD);
            boolean everyDistrict = Words.isEveryDistrict(lead);
            String since = Amounts.normal(row.raw(Column.SINCE));
            String after = Amounts.normal(Words.AFTER);
            boolean afterAction = since.startsWith(after);
            return new Plan.Action(key, row.raw(Column.TITLE), row.raw(Column.CONTENT), kind,
                    word(row.entry(Column.PHASE), Words.PHASES, Plan.Phase.class, Plan.Phase.ACTIVE, false)
                            .orElse(Plan.Phase.ACTIVE),
                    everyDistrict ? "" : unit(row.entry(Column.LEAD)), everyDistrict, units(row.entry(Column.SUPPORTING)),
                    terms(row, kind, cumulative),
                    word(row.entry(Column.LEVELS_ASSUMED), Words.YES_NO, Boolean.class, false, false).orElse(false),
                    reference(row.entry(Column.SITUATION), situations, Sheet.SITUATIONS, "unknown-situation"),
                    reference(row.entry(Column.WORK_GROUP), groups, Sheet.WORK_GROUPS, "unknown-work-group"), row.raw(Column.CLAUSE),
                    row.text(Column.FORM), row.raw(Column.EVIDENCE),
                    afterAction ? Plan.Since.ACTION
                            : word(row.entry(Column.SINCE), Words.SINCE, Plan.Since.class, Plan.Since.OPENING, false)
                            .orElse(Plan.Since.OPENING),
                    afterAction ? after(row, since.substring(after.length())) : "");
        }

        private String after(Row row, String written) {
            if (written.isBlank()) {
                row.entry(Column.SINCE).error("after-unwanted", row.text(Column.TITLE), "");
                return "";
            }
            Optional<String> key = actions.code(written);
            boolean unsure = unsure(Sheet.ACTIONS, Column.TITLE) || unsure(Sheet.REPORTS, Column.TITLE)
                    || actions.lost(written);
            if (key.isEmpty() && !unsure) {
                row.entry(Column.SINCE).error(actions.ambiguous(written) ? "after-ambiguous" : "unknown-action",
                        shortened(written), "");
            }
            return key.orElse("");
        }

        private Map<String, Plan.Terms> terms(Row row, Plan.Kind kind, boolean cumulative) {
            Map<String, Plan.Terms> terms = new LinkedHashMap<>();
            Map<String, Entry> intervals = new LinkedHashMap<>();
            Plan.Terms below = null;
            for (Plan.Level level : levels) {
                String code = level.code();
                Entry receiptEntry = row.entry(code, Sheet.Term.RECEIPT);
                String receipt = receiptEntry.text();
                Entry due = row.entry(code, Sheet.Term.DUE);
                Entry every = row.entry(code, Sheet.Term.EVERY);
                String note = row.entry(code, Sheet.Term.NOTE).raw();
                boolean others = !(due.raw() + every.raw() + note).isBlank();
                if (receipt.matches(Words.NOT_HERE_PATTERN)) {
                    if (others) {
                        receiptEntry.error("not-here-with-terms", code, "");
                    }
                    below = null;
                } else if (receipt.isEmpty() && !others && !receiptEntry.unreadable()) {
                    below = cumulative ? below : null;
                } else {
                    if (receipt.isEmpty()) {
                        receiptEntry.error("receipt-empty", row.text(Column.TITLE), code);
                    }
                    Amounts.Time dueTime = time(due);
                    Amounts.Time receiptTime = time(receiptEntry);
                    below = new Plan.Terms(dueTime.length(), dueTime.assumed(), receiptTime.length(),
                            receiptTime.assumed(), every(every), note);
                    intervals.put(code, every);
                }
                if (below != null) {
                    terms.put(code, below);
                }
            }
            intervals(row, kind, intervals);
            return terms;
        }

        /**
         * An empty interval would mean 随时: the next turn as soon as one is completed, without end. So it is asked for
         * wherever another level has one, and 随时 is refused where nothing recurs.
         *
         * @param intervals by level, where the row itself says what is done
         */
        private void intervals(Row row, Plan.Kind kind, Map<String, Entry> intervals) {
            String title = row.text(Column.TITLE);
            boolean mayRecur = kind == Plan.Kind.RECURRING || kind == Plan.Kind.REPORT;
            boolean any = intervals.values().stream().anyMatch(entry -> !entry.text().isEmpty());
            boolean only = intervals.values().stream().allMatch(entry -> entry.text().isEmpty()
                    || Amounts.isAnyTime(entry.text()));
            intervals.forEach((level, entry) -> {
                if (mayRecur && any && entry.text().isEmpty()) {
                    entry.error("interval-empty", title, level);
                } else if (kind == Plan.Kind.REPORT && only && !entry.text().isEmpty()) {
                    entry.error("any-time-only", title, level);
                } else if (!mayRecur && Amounts.isAnyTime(entry.text()) && !row.isWrong(Column.KIND)) {
                    entry.error("interval-unwanted", title, level);
                }
            });
        }

        private List<Plan.EndCondition> endConditions() {
            List<Plan.EndCondition> read = new ArrayList<>();
            for (Row row : rows(Sheet.END_CONDITIONS)) {
                List<String> of = new ArrayList<>();
                Entry entry = row.entry(Column.LEVEL);
                Words.names(entry.raw()).forEach(written -> level(entry, written).ifPresent(of::add));
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
        private <T> Optional<T> word(Entry entry, Words words, Class<T> type, T otherwise, boolean wanted) {
            String written = entry.text();
            if (written.isEmpty()) {
                if (wanted) {
                    entry.error("choose-word", "", words.listed());
                }
                return Optional.ofNullable(otherwise);
            }
            Optional<T> meaning = words.meaning(written, type);
            if (meaning.isEmpty()) {
                entry.error("unknown-word", shortened(written), words.listed());
            }
            return meaning;
        }

        /** Words that put things together (分线, 分组, units) are written as they were first, where they look the same. */
        private String alike(Row row, Column column) {
            return spellings.computeIfAbsent(column, any -> new HashMap<>())
                    .computeIfAbsent(Amounts.normal(row.raw(column)), any -> row.text(column));
        }

        private int whole(Entry entry, int otherwise) {
            String written = entry.text();
            if (written.isEmpty()) {
                return otherwise;
            }
            return Amounts.whole(written).orElseGet(() -> {
                entry.error("not-whole", shortened(written), "");
                return otherwise;
            });
        }

        private Amounts.Time time(Entry entry) {
            String written = entry.text();
            try {
                Amounts.Time time = Amounts.time(written.length() > 60 ? "?" : written);
                return some(entry, time.length()) == null ? new Amounts.Time(null, time.assumed()) : time;
            } catch (Amounts.Unreadable e) {
                entry.error("bad-time", shortened(written), "");
                return Amounts.Time.NONE;
            }
        }

        private Duration every(Entry entry) {
            String written = entry.text();
            try {
                return some(entry, Amounts.interval(written.length() > 60 ? "?" : written));
            } catch (Amounts.Unreadable e) {
                entry.error("bad-interval", shortened(written), "");
                return null;
            }
        }

        /** No time at all is no length of time. */
        private Duration some(Entry entry, Duration length) {
            if (length != null && length.isZero()) {
                entry.error("bad-duration", shortened(entry.text()), "");
                return null;
            }
            return length;
        }

        private String unit(Entry entry) {
            String written = entry.text();
            return written.isEmpty() ? "" : unit(entry, written).orElse("");
        }

        private List<String> units(Entry entry) {
            List<String> codes = new ArrayList<>();
            Words.names(entry.raw()).forEach(written -> unit(entry, written).ifPresent(codes::add));
            return codes;
        }

        private Optional<String> unit(Entry entry, String written) {
            Optional<String> code = units.code(written);
            if (code.isEmpty()) {
                if (!unsure(Sheet.MEMBERS, Column.UNIT) && !units.lost(written)) {
                    List<String> like = units.like(written);
                    entry.error(units.ambiguous(written) ? "unit-ambiguous"
                            : like.isEmpty() ? "unknown-unit" : "unknown-unit-like", shortened(written),
                            String.join(Words.LIST, like));
                }
            } else if (!units.knows(code.get()) && !unsure(Sheet.MEMBERS, Column.UNIT)) {
                add(entry.at(), "unit-not-at-site", Problem.WARNING, written, "");
            }
            return code;
        }

        /** @param source the sheet whose things these names are @param problem code for a name that is not among them */
        private String reference(Entry entry, Names names, Sheet source, String problem) {
            String written = entry.text();
            if (written.isEmpty()) {
                return "";
            }
            Optional<String> code = names.code(written);
            if (code.isEmpty() && !unsure(source, Column.NAME) && !names.lost(written)) {
                entry.error(names.ambiguous(written) ? "name-ambiguous" : problem, shortened(written), "");
            }
            return code.orElse("");
        }

        /** Whether nothing before has this code; if so, the row is where the thing stands. */
        private boolean isNew(Subject subject, String code, Row row, Column column, String title) {
            Row before = places.getOrDefault(subject, Map.of()).get(Amounts.normal(code));
            if (before != null) {
                row.entry(column).error("duplicate-row", code, before.at(column));
                Optional.ofNullable(named.get(subject)).ifPresent(names -> names.lose(title));
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

        private boolean isWrong(Subject subject, String of, Column column) {
            Row row = row(subject, of);
            return row != null && row.isWrong(column);
        }

        private Row row(Subject subject, String of) {
            return places.getOrDefault(subject, Map.of()).get(Amounts.normal(of));
        }

        private void rules(Plan plan) {
            // As they are before: two rules that one cell breaks are both told.
            Set<String> told = Set.copyOf(wrong);
            for (PlanRules.Finding finding : PlanRules.check(plan)) {
                String where = follows(finding, plan) ? null : where(finding).orElse(null);
                if (where != null && !told.contains(where)) {
                    String of = titles.getOrDefault(finding.subject(), Map.of())
                            .getOrDefault(Amounts.normal(finding.of()), finding.of());
                    add(where, finding.code(), finding.severity(), of, named(finding));
                }
            }
        }

        /** What a finding is about, as the workbook calls it. */
        private String named(PlanRules.Finding finding) {
            boolean unit = finding.subject() == Subject.ACTION || finding.subject() == Subject.WORK_GROUP;
            return switch (finding.code()) {
                case "duplicate", "lead-is-supporting", "unit-with-districts" ->
                        unit ? units.cell(finding.value()) : finding.value();
                case "overlapping-bands" -> titles.get(Subject.TRIGGER)
                        .getOrDefault(Amounts.normal(finding.value()), finding.value());
                case "bad-after" -> actions.cell(finding.value());
                default -> finding.value();
            };
        }

        /** Whether a finding only follows from what could not be read, which was told. */
        private boolean follows(PlanRules.Finding finding, Plan plan) {
            String of = finding.of();
            Row row = row(finding.subject(), of);
            return switch (finding.code()) {
                // In a workbook a gap among the levels of a cumulative plan is written out: — in 签收.
                case "not-cumulative" -> true;
                case "no-levels" -> unsure(Sheet.LEVELS, Column.LEVEL);
                case "no-actions" -> absent(Sheet.ACTIONS) || absent(Sheet.REPORTS);
                case "no-triggers" -> absent(Sheet.TRIGGERS) || !lostTriggers.isEmpty();
                case "automatic-without-trigger" -> absent(Sheet.TRIGGERS) || lostTriggers.contains(of)
                        || lostTriggers.contains("");
                case "level-without-actions" -> absent(Sheet.ACTIONS) || absent(Sheet.REPORTS) || !hasTerms(of)
                        || absent(Sheet.ABOUT) || wrong.contains(item(Item.MODE).at());
                case "action-without-levels" -> unsure(Sheet.LEVELS, Column.LEVEL)
                        || levels.stream().anyMatch(level -> !hasTerms(level.code()));
                case "missing-authority" -> row.isWrong(Column.AUTOMATIC) || !authorities.containsKey(of)
                        && (lostAuthority || unsure(Sheet.AUTHORITY, Column.LEVEL));
                case "unknown-fact" -> unsure(Sheet.FACTS, Column.FACT);
                case "choices-missing", "choices-unwanted" -> row.isWrong(Column.TYPE);
                case "computed-of-other-type" -> List.of(Column.TYPE, Column.MEASURE, Column.CHOICES).stream()
                        .anyMatch(column -> row.isWrong(column) || isWrong(Subject.FACT, finding.value(), column));
                case "bad-unit" -> finding.subject() != Subject.MEMBER
                        && plan.members().stream().anyMatch(member -> member.unit().equals(finding.value()));
                case "interval-unwanted", "missing-due", "standing-with-due", "recurring-since" ->
                        row.isWrong(Column.KIND);
                case "recurring-without-interval" -> row.isWrong(Column.KIND) || levels.stream().anyMatch(level ->
                        wrong.contains(row.entry(level.code(), Sheet.Term.EVERY).at()));
                case "unit-missing" -> !row.text(Column.LEAD).isEmpty();
                case "after-unwanted", "bad-after" -> finding.value().isEmpty()
                        || List.of(Column.KIND, Column.PHASE, Column.SINCE).stream().anyMatch(column ->
                        row.isWrong(column) || isWrong(Subject.ACTION, finding.value(), column));
                default -> false;
            };
        }

        /** Whether both sheets of actions have all columns of a level. */
        private boolean hasTerms(String level) {
            return List.of(Sheet.ACTIONS, Sheet.REPORTS).stream().allMatch(sheet -> absent(sheet)
                    || tables.get(sheet).terms.getOrDefault(level, Map.of()).size() == Sheet.Term.values().length);
        }

        /** Where a finding stands; nowhere when it would be under a head that is missing, which is told. */
        private Optional<String> where(PlanRules.Finding finding) {
            if (finding.subject() == Subject.PLAN) {
                return switch (finding.code()) {
                    case "bad-key" -> place(item(Item.KEY));
                    case "missing-name" -> place(item(Item.NAME));
                    case "missing-hazard" -> place(item(Item.HAZARD));
                    case "bad-unit" -> place(item(Item.LEAD));
                    case "bad-number" -> place(item(Item.DRILL_MONTHS));
                    case "bad-duration" -> place(item(Item.WRITTEN));
                    case "no-levels" -> Optional.of(Sheet.LEVELS.title + "!A3");
                    case "no-actions" -> Optional.of(Sheet.ACTIONS.title + "!A3");
                    case "no-triggers" -> Optional.of(Sheet.TRIGGERS.title + "!A3");
                    default -> items.values().stream().map(row -> unclean(row, finding.code()))
                            .flatMap(Optional::stream).findFirst();
                };
            }
            Row row = row(finding.subject(), finding.of());
            Row authority = authorities.get(finding.of());
            if (Set.of("bad-character", "expression-in-text").contains(finding.code())) {
                return unclean(row, finding.code()).or(() -> Optional.ofNullable(authority)
                        .flatMap(other -> unclean(other, finding.code()))).or(() -> place(row.entry(first(row))));
            }
            if (finding.subject() == Subject.ACTION && row.table.terms.containsKey(finding.value())) {
                Sheet.Term term = switch (finding.code()) {
                    case "missing-due", "standing-with-due" -> Sheet.Term.DUE;
                    case "interval-unwanted" -> Sheet.Term.EVERY;
                    default -> Sheet.Term.RECEIPT;
                };
                return place(row.entry(finding.value(), term));
            }
            if (finding.subject() == Subject.LEVEL && authority != null && Set.of("missing-authority", "bad-post",
                    "delegated-without-post").contains(finding.code())) {
                return place(authority.entry(finding.code().equals("delegated-without-post") ? Column.DELEGATED
                        : Column.POSTS));
            }
            return place(row.entry(column(finding, row)));
        }

        private Optional<String> place(Entry entry) {
            return entry.exists() ? Optional.of(entry.at()) : Optional.empty();
        }

        private Column column(PlanRules.Finding finding, Row row) {
            Column column = switch (finding.code()) {
                case "bad-key" -> finding.subject() == Subject.TRIGGER ? Column.ID
                        : finding.value().equals(row.text(Column.FORM)) && !finding.value().isEmpty()
                        ? Column.FORM : Column.CODE;
                case "duplicate" -> switch (finding.subject()) {
                    case ACTION -> Column.SUPPORTING;
                    case WORK_GROUP -> Column.GROUP_MEMBERS;
                    case FACT -> Words.items(row.raw(Column.CHOICES)).contains(finding.value()) ? Column.CHOICES
                            : Column.COMPUTED_OF;
                    case TRIGGER -> finding.value().equals(finding.of()) ? Column.ID : Column.CONDITION;
                    case END_CONDITION -> Column.LEVEL;
                    default -> Column.CODE;
                };
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
                case "lead-is-supporting" ->
                        finding.subject() == Subject.WORK_GROUP ? Column.GROUP_MEMBERS : Column.SUPPORTING;
                case "choices-missing", "choices-unwanted", "bad-choice" -> Column.CHOICES;
                case "window-missing", "window-unwanted", "bad-duration" -> Column.WINDOW;
                case "computed-of-one", "computed-of-several", "computed-of-computed", "computed-of-other-type" ->
                        Column.COMPUTED_OF;
                case "unknown-fact" -> finding.subject() == Subject.FACT ? Column.COMPUTED_OF : Column.FACT;
                case "bad-need" -> Column.NEED;
                case "bad-condition", "empty-band", "held-without-lower-end", "overlapping-bands" -> Column.CONDITION;
                case "unknown-situation" -> Column.SITUATION;
                case "unknown-work-group" -> Column.WORK_GROUP;
                case "after-unwanted", "bad-after", "recurring-since" -> Column.SINCE;
                case "recurring-without-interval" -> Column.KIND;
                case "unknown-level" -> Column.LEVEL;
                default -> first(row);
            };
            return row.table.sheet.heads.stream().anyMatch(head -> head.column() == column) ? column : first(row);
        }

        private Column first(Row row) {
            return row.table.sheet.hasTerms() ? Column.TITLE : row.table.sheet.heads.get(0).column();
        }

        /** The cell that holds what a text may not. */
        private Optional<String> unclean(Row row, String code) {
            return row.cells.entrySet().stream()
                    .filter(cell -> code.equals("expression-in-text")
                            ? cell.getValue().text().contains("${") || cell.getValue().text().contains("#{")
                            : cell.getValue().text().codePoints().anyMatch(c -> c < 0x20 && c != '\t' && c != '\n'
                            && c != '\r' || c >= 0xD800 && c <= 0xDFFF || c >= 0xFFFE && c <= 0xFFFF))
                    .map(cell -> row.table.at(row.number, cell.getKey())).findFirst();
        }

        // --- problems -----------------------------------------------------------------------------------------------------

        private void error(String where, String code, String of, String value) {
            add(where, code, Problem.ERROR, of, value);
        }

        private void add(String where, String code, String severity, String of, String value) {
            if (severity.equals(Problem.ERROR)) {
                wrong.add(where);
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
